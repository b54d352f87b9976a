"""Synthetic music with the statistics of EMOPIA, and training batches of it.

Seven notes a second: 45 % of the notes fall on the onset before them, the others 0.26 s later on
average; pitches wander about middle C; every second phrase of 32 notes comes back.
"""
import numpy as np
import torch

from note_context import CONTEXT_SIZE, DURATION, GAP, PIECE_SIZE, SIZES, NoteContext


def random_notes(rng, clips, steps):
    """int64 [steps, clips, 5]"""
    def nearest(table, x):
        return np.abs(np.asarray(x)[..., None] - table).argmin(-1)

    shape = (steps, clips)
    gap = np.where(rng.random(shape) < 0.45, 0, 0.01 + rng.exponential(0.25, shape))
    notes = np.stack([
        nearest(GAP, gap), np.zeros(shape, int), np.clip(rng.normal(60, 12, shape), 21, 108).astype(int),
        nearest(DURATION, np.exp(rng.normal(np.log(0.35), 0.8, shape))),
        np.clip(rng.normal(16, 4, shape), 0, 31).astype(int)], axis=-1)
    for begin in range(32, steps - 31, 64):
        notes[begin:begin + 32] = notes[begin - 32:begin]
    return notes


def make_batch(notes, emotion):
    """notes int [T, B, 5] as whole clips, emotion [B, 2]."""
    steps, clips, _ = notes.shape
    gaps = GAP[notes[..., 0]]
    gaps[0] = 0
    length = (gaps.cumsum(0) + DURATION[notes[..., 3]]).max(0)
    context = np.empty((steps, clips, CONTEXT_SIZE), dtype=np.float32)
    hints = np.empty((steps, clips, 4), dtype=np.int64)
    known_so_far = NoteContext(length)
    for t in range(steps):
        context[t], hints[t] = known_so_far.features(), known_so_far.hints()
        known_so_far.push(notes[t])
    previous = np.concatenate([np.broadcast_to(np.array(SIZES), (1, clips, 5)), notes[:-1]])
    piece = np.zeros((clips, PIECE_SIZE), dtype=np.float32)
    piece[:, [0, 12 + 1 + 3, 12 + 1 + 12 + 2, -1]] = 1  # C major, 4/4, a piano
    tensors = {"steps": notes, "previous": previous, "context": context, "hints": hints,
               "piece": piece, "emotion": np.asarray(emotion, dtype=np.float32),
               "known": np.ones((clips, 1), dtype=np.float32),
               "mask": np.ones((steps, clips), dtype=np.float32), "lengths": np.full(clips, steps)}
    return {name: torch.from_numpy(np.ascontiguousarray(x)) for name, x in tensors.items()}


def random_batches(count, batch_size=16, steps=256, seed=1):
    rng = np.random.default_rng(seed)
    return [make_batch(random_notes(rng, batch_size, steps), rng.uniform(-1, 1, (batch_size, 2)))
            for _ in range(count)]
