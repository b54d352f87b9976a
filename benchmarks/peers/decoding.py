"""Cached decoding, note by note, with classifier-free guidance and top-p."""
import torch

from batches import PIECE_SIZE, SIZES, NoteContext


def draw(logits, temperature, top_p):
    """One draw a row from the smallest set of values that holds `top_p` of the probability."""
    p, order = (logits / temperature).softmax(-1).sort(dim=-1, descending=True)
    if top_p < 1:
        p[p.cumsum(-1) - p >= top_p] = 0
    return order.gather(1, torch.multinomial(p, 1))[:, 0]


@torch.no_grad()
def generate(model, pieces, notes, seconds=30.0, guidance=2.0, temperature=0.95, top_p=0.95):
    """int64 [notes, pieces, 5]; the unconditional rows stand behind the conditional ones."""
    model.eval()
    latent = torch.randn(pieces, model.latent_dim).repeat(2, 1)
    emotion = torch.rand(pieces, 2).mul(2).sub(1).repeat(2, 1)
    known = torch.cat([torch.ones(pieces, 1), torch.zeros(pieces, 1)])
    condition = model.condition(latent, emotion, known, torch.zeros(2 * pieces, PIECE_SIZE))
    so_far = NoteContext([seconds] * pieces)
    previous = torch.tensor(SIZES).repeat(pieces, 1)
    state, out = {}, []
    for _ in range(notes):
        context, hints = torch.from_numpy(so_far.features()), torch.from_numpy(so_far.hints())
        h = model.decode(*(x.repeat(2, 1)[None] for x in (previous, hints, context)), condition, state)
        base = model.head(h[0])
        drawn = torch.zeros(2 * pieces, 5, dtype=torch.int64)
        for f in model.fields:
            with_emotion, without = model.logits(base, f, drawn).chunk(2)
            # As in generation/sampling.hpp: pitch follows the emotion harder, times are not cut.
            strength = 1 + (guidance - 1) * (2 if f == 2 else 0.5)
            value = draw(without + strength * (with_emotion - without), temperature,
                         top_p if f in (1, 2) else 1)
            drawn[:, f] = value.repeat(2)
        previous = drawn[:pieces]
        so_far.push(previous.numpy())
        out.append(previous)
    return torch.stack(out)
