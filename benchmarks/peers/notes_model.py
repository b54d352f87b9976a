"""The default `notes` model of src/affetto/model, and the same with transformers on both sides, written
from its description in plain PyTorch.

Equal: sizes, parameters (count and meaning: check.py loads Affetto's weights and compares losses),
features, loss, dropouts, AdamW, clipping, running mean of the weights, guidance and top-p.
Different, on purpose: the parts are PyTorch's own (nn.GRU with its automatic backward pass,
nn.Linear, torch.optim.AdamW over a list of tensors), as a researcher would write it; random draws
come from PyTorch's generator.

T steps, B clips, fields gap, part, pitch, duration, velocity. Sequences are time-major.
"""
import math

import torch
import torch.nn.functional as F
from torch import nn

FIELDS = ["gap", "part", "pitch", "duration", "velocity"]
HINT_FIELDS = [0, 2, 0, 2]  # after a long match, after a short one: gap, pitch


def rotary(x, first=0):
    """x [..., T, d] turned by the angles of positions first, first + 1, ..."""
    half = x.shape[-1] // 2
    frequency = torch.exp(torch.arange(half, dtype=torch.float32) * (-math.log(10_000.0) / half))
    angle = torch.arange(first, first + x.shape[-2], dtype=torch.float32)[:, None] * frequency
    cos, sin = angle.cos(), angle.sin()
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)


class LayerNorm(nn.LayerNorm):
    """In float32 also under autocast: that of torch 1.13 refuses bfloat16 beside float32 weights."""

    def forward(self, x):
        return super().forward(x.float())


class Attention(nn.Module):
    """x + A(norm(x)), rotary positions; `cache` makes it run one step at a time."""

    def __init__(self, dim, attention_dim, heads, dropout, window, causal=True):
        super().__init__()
        self.heads, self.window, self.causal = heads, window, causal
        self.norm = LayerNorm(dim)
        self.to_qkv = nn.Linear(dim, 3 * attention_dim)
        self.to_out = nn.Linear(attention_dim, dim)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, cache=None, padding=None):
        """x [T, B, D]; padding [B, T]: True where there is nothing to look at."""
        steps, batch, _ = x.shape
        qkv = self.to_qkv(self.norm(x.float())).view(steps, batch, 3, self.heads, -1)
        q, k, v = qkv.permute(2, 1, 3, 0, 4)
        position = cache["position"] if cache is not None else 0
        q, k = rotary(q, position), rotary(k, position)
        if cache is not None:
            if position > 0:
                k = torch.cat([cache["k"], k], dim=2)[:, :, -self.window:]
                v = torch.cat([cache["v"], v], dim=2)[:, :, -self.window:]
            cache.update(k=k, v=v, position=position + steps)
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
        if cache is None and self.causal:
            future = torch.ones(steps, steps, dtype=torch.bool).triu(1)
            scores = scores.masked_fill(future, -math.inf)
        if padding is not None:
            scores = scores.masked_fill(padding[:, None, None, :], -math.inf)
        mixed = (scores.softmax(-1) @ v).permute(2, 0, 1, 3).reshape(steps, batch, -1)
        return x + self.dropout(self.to_out(mixed))


class Block(Attention):
    """Attention, then y + F(norm(y)) with a hidden layer of four times the size."""

    def __init__(self, dim, *args, **kwargs):
        super().__init__(dim, *args, **kwargs)
        self.norm_feed = LayerNorm(dim)
        self.feed_in, self.feed_out = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)

    def forward(self, x, cache=None, padding=None):
        y = super().forward(x, cache, padding)
        return y + self.dropout(self.feed_out(F.gelu(self.feed_in(self.norm_feed(y)))))


class GruEncoder(nn.GRU):
    """[T, B, inputs] -> the mean over each clip's steps [B, 2 dim]."""

    def __init__(self, inputs, dim):
        super().__init__(inputs, dim, bidirectional=True)

    def forward(self, x, lengths):
        if int(lengths.min()) < len(x):
            packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
            y, _ = nn.utils.rnn.pad_packed_sequence(super().forward(packed)[0])
        else:
            y, _ = super().forward(x)
        return y.sum(0) / lengths[:, None]


class TransformerEncoder(nn.Module):
    """[T, B, inputs] -> the mean over each clip's steps [B, dim]."""

    def __init__(self, inputs, dim, *block, layers=1):
        super().__init__()
        self.to_dim = nn.Linear(inputs, dim)
        self.blocks = nn.ModuleList([Block(dim, *block, causal=False) for _ in range(layers)])
        self.norm = LayerNorm(dim)

    def forward(self, x, lengths):
        here = torch.arange(len(x))[:, None] < lengths
        padding = None if int(lengths.min()) == len(x) else ~here.T
        y = self.to_dim(x)
        for block in self.blocks:
            y = block(y, padding=padding)
        return (self.norm(y.float()) * here[..., None]).sum(0) / lengths[:, None]


class TransformerDecoder(nn.Module):
    """Causal, [T, B, dim] -> [T, B, dim]."""

    def __init__(self, dim, *block, layers=1):
        super().__init__()
        self.blocks = nn.ModuleList([Block(dim, *block) for _ in range(layers)])
        self.norm = LayerNorm(dim)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.norm(x.float())


class EmotionEmbedding(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(5, 2 * dim), nn.Tanh(), nn.Linear(2 * dim, dim))
        self.unknown = nn.Parameter(0.1 * torch.randn(dim))

    def forward(self, emotion, known):
        v, a = emotion.split(1, dim=1)
        point = torch.cat([v, a, v * a, v.abs(), a.abs()], dim=1)
        return known * self.net(2 * point) + (1 - known) * self.unknown


class NotesModel(nn.Module):
    def __init__(self, sizes, context_size, piece_size, embedding_dim=48, encoder_dim=192,
                 decoder_dim=384, attention_dim=192, heads=4, head_dim=160, latent_dim=32,
                 emotion_dim=32, dropout=0.1, input_dropout=0.1, emotion_dropout=0.15, window=256,
                 family="gru"):
        super().__init__()
        self.sizes, self.head_dim, self.latent_dim = sizes, head_dim, latent_dim
        self.input_dropout, self.emotion_dropout = input_dropout, emotion_dropout
        self.embed = nn.ModuleList([nn.Embedding(n + 1, embedding_dim) for n in sizes])
        for table in self.embed:
            nn.init.normal_(table.weight, std=0.1)
        self.emotion = EmotionEmbedding(emotion_dim)
        block = attention_dim, heads, dropout, window
        recurrent = family == "gru"
        self.encoder = (GruEncoder(5 * embedding_dim, encoder_dim) if recurrent else
                        TransformerEncoder(5 * embedding_dim, encoder_dim, *block))
        summary = 2 * encoder_dim if recurrent else encoder_dim
        self.to_mean = nn.Linear(summary, latent_dim)
        self.to_log_var = nn.Linear(summary, latent_dim)
        condition = latent_dim + emotion_dim + piece_size
        self.input_to_decoder = nn.Linear(9 * embedding_dim + context_size, decoder_dim)
        self.condition_to_decoder = nn.Linear(condition, decoder_dim)
        self.condition_to_output = nn.Linear(condition, decoder_dim)
        self.decoder = (nn.GRU(decoder_dim, decoder_dim) if recurrent else
                        TransformerDecoder(decoder_dim, *block))
        self.dropout = nn.Dropout(dropout)
        self.attention = Attention(decoder_dim, *block) if recurrent else None
        self.output_norm = LayerNorm(decoder_dim)
        self.head = nn.Linear(decoder_dim, 5 * head_dim)
        self.fields = [f for f in range(5) if sizes[f] > 1]
        self.out = nn.ModuleDict({FIELDS[f]: nn.Linear(head_dim, sizes[f]) for f in self.fields})
        self.chain = nn.ModuleDict({
            f"{FIELDS[f]}_after_{FIELDS[g]}": nn.Embedding(sizes[g], head_dim)
            for f in self.fields for g in self.fields if g < f})
        for table in self.chain.values():
            nn.init.normal_(table.weight, std=0.3)

    def encode(self, steps, lengths):
        x = torch.cat([self.embed[f](steps[..., f]) for f in range(5)], dim=-1)
        summary = self.encoder(x, lengths)
        return self.to_mean(summary), self.to_log_var(summary).clamp(-10, 4)

    def condition(self, latent, emotion, known, piece):
        return torch.cat([latent, self.emotion(emotion, known), piece], dim=1)

    def decode(self, previous, hints, context, condition, state=None):
        """A whole window; with `state` (a dict, kept by the caller) some steps more."""
        notes = torch.cat([self.embed[f](previous[..., f]) for f in range(5)] +
                          [self.embed[f](hints[..., i]) for i, f in enumerate(HINT_FIELDS)], dim=-1)
        if self.training:
            keep = torch.rand(*notes.shape[:2], 1) >= self.input_dropout
            notes = notes * keep
        x = torch.tanh(self.input_to_decoder(torch.cat([notes, context], dim=-1)) +
                       self.condition_to_decoder(condition))
        if self.attention is None:
            y = self.decoder(x)  # whole windows only
        elif state is None:
            y = self.attention(self.dropout(self.decoder(x)[0]))
        else:
            y, state["h"] = self.decoder(x, state.get("h"))
            y = self.attention(y, state.setdefault("attention", {"position": 0}))
        return self.output_norm((y + self.condition_to_output(condition)).float())

    def logits(self, base, field, drawn):
        """base [N, 5 * head_dim] and the fields drawn before [N, 5] -> [N, values]."""
        a = base[:, field * self.head_dim:(field + 1) * self.head_dim]
        for g in self.fields:
            if g < field:
                a = a + self.chain[f"{FIELDS[field]}_after_{FIELDS[g]}"](drawn[:, g])
        return self.out[FIELDS[field]](F.gelu(a))


def vae_loss(model, batch, beta, free_nats=0.1):
    mean, log_var = model.encode(batch["steps"], batch["lengths"])
    known = batch["known"]
    latent = mean
    if model.training:
        latent = mean + torch.exp(0.5 * log_var) * torch.randn_like(mean)
        known = known * (torch.rand_like(known) >= model.emotion_dropout)
    condition = model.condition(latent, batch["emotion"], known, batch["piece"])
    h = model.decode(batch["previous"], batch["hints"], batch["context"], condition)
    base = model.head(h.flatten(0, 1))
    drawn = batch["steps"].flatten(0, 1)
    nll = sum(F.cross_entropy(model.logits(base, f, drawn), drawn[:, f], reduction="none")
              for f in model.fields)
    lengths = batch["mask"].sum(0)
    reconstruction = ((nll.view_as(batch["mask"]) * batch["mask"]).sum(0) / lengths).mean()
    kl = 0.5 * (mean.square() + log_var.exp() - log_var - 1)
    charged = kl.mean(0).clamp_min(free_nats).sum()
    return reconstruction + charged * beta / lengths.mean()
