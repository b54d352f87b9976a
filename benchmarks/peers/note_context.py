"""What the decoder is told of the notes so far (src/affetto/model/note_context.hpp), in numpy.

B pieces side by side, note by note; time in seconds, one piano part (as with EMOPIA). The same
numbers as Affetto's, which check.py confirms. The look-up of repeated phrases is a dict a piece.
"""
import numpy as np

GAP = np.concatenate([np.arange(21) * 0.01, 0.22 + np.arange(20) * 0.02, 0.64 + np.arange(10) * 0.04,
                      1.1 * (8 / 1.1) ** (np.arange(14) / 13)])
DURATION = 0.03 * (10 / 0.03) ** (np.arange(40) / 39)
VELOCITY = 2.0 + 4 * np.arange(32)
SIZES = [len(GAP), 1, 128, len(DURATION), len(VELOCITY)]
CONTEXT_SIZE = 88 + 12 + 1 + 1 + 3 * 12 + 64 + 10
PIECE_SIZE = 12 + 1 + 12 + 4 + 1
CHORD_GAP, SHORT, LONG, PULSE_STEP, END = 0.035, 1.5, 8.0, 0.04, 6.0


class NoteContext:
    def __init__(self, lengths):
        n = len(lengths)
        self.length = np.asarray(lengths, dtype=float)  # seconds
        self.now = np.zeros(n)
        self.until = np.zeros((n, 128))
        self.chord, self.chord_size = np.zeros((n, 12)), np.zeros(n)
        self.short, self.long = np.zeros((n, 12)), np.zeros((n, 12))
        self.velocity, self.duration, self.density = np.zeros(n), np.zeros(n), np.zeros(n)
        self.onsets = np.full((n, 80), -np.inf)  # of chords, newest first: more than the pulse spans
        self.count = 0
        self.pitches, self.gaps = [[] for _ in range(n)], [[] for _ in range(n)]
        self.seen = [({}, {}) for _ in range(n)]  # after 6 notes, after 3

    def push(self, notes):
        """notes int [B, 5]"""
        rows = np.arange(len(notes))
        gap, duration = GAP[notes[:, 0]], DURATION[notes[:, 3]]
        pitch, first = notes[:, 2], self.count == 0
        if not first:
            self.now += gap
        new = (gap > CHORD_GAP) | first
        self.chord[new], self.chord_size[new] = 0, 0
        self.onsets[new, 1:] = self.onsets[new, :-1]
        self.onsets[new, 0] = self.now[new]
        self.chord_size += 1
        self.chord[rows, pitch % 12] = 1
        decay = np.exp(-gap / SHORT)
        self.short *= decay[:, None]
        self.long *= np.exp(-gap / LONG)[:, None]
        self.density = self.density * decay + 1
        self.short[rows, pitch % 12] += np.minimum(duration, 2)
        self.long[rows, pitch % 12] += np.minimum(duration, 2)
        self.until[rows, pitch] = np.maximum(self.until[rows, pitch], self.now + duration)
        mix = 1.0 if first else 0.1
        self.velocity += mix * (VELOCITY[notes[:, 4]] / 127 - self.velocity)
        self.duration += mix * (np.log(duration) - self.duration)
        for i, row in enumerate(notes.tolist()):
            for seen, length in zip(self.seen[i], (6, 3)):
                if self.count >= length:
                    seen[tuple(self.pitches[i][-length:])] = self.count
            self.pitches[i].append(row[2])
            self.gaps[i].append(row[0])
        self.count += 1

    def hints(self):
        """int [B, 4]: gap and pitch that followed, or the vocabulary's size."""
        out = np.tile([SIZES[0], SIZES[2]], (len(self.now), 2))
        for i, pair in enumerate(self.seen):
            for k, (seen, length) in enumerate(zip(pair, (6, 3))):
                at = seen.get(tuple(self.pitches[i][-length:])) if self.count >= length else None
                if at is not None:
                    out[i, 2 * k], out[i, 2 * k + 1] = self.gaps[i][at], self.pitches[i][at]
        return out

    def features(self):
        """float32 [B, CONTEXT_SIZE]"""
        n = len(self.now)
        rows = np.arange(n)
        left = self.until - self.now[:, None]
        sounding = left > 0
        keys = np.where(sounding, 0.3 + 0.7 * np.minimum(1, left), 0)[:, 21:109]
        lowest = np.zeros((n, 12))
        some = sounding.any(1)
        lowest[rows[some], sounding.argmax(1)[some] % 12] = 1
        bins = (self.now[:, None] - self.onsets) / PULSE_STEP
        row, at = np.nonzero(bins < 64)
        whole = bins[row, at].astype(int)
        pulse = np.zeros((n, 65))
        np.add.at(pulse, (row, whole), 1 - (bins[row, at] - whole))
        np.add.at(pulse, (row, whole + 1), bins[row, at] - whole)
        remaining = np.maximum(0, self.length - self.now)
        ones = np.ones(n)
        scalars = np.stack([
            ones * (self.count == 0), 2 * self.velocity, 0.5 * self.duration,
            0.5 * np.log1p(self.density), 0.3 * np.log1p(self.now), np.minimum(1, remaining / END),
            np.exp(-remaining / (0.25 * END)), np.exp(-remaining / (0.05 * END)),
            ones * min(1, self.count / 16), self.now / np.maximum(1, self.length)], axis=1)
        return np.concatenate([
            keys, self.chord, 0.25 * np.minimum(self.chord_size, 8)[:, None],
            ones[:, None] * (self.count > 0),
            2 * self.short / (1e-6 + self.short.sum(1, keepdims=True)),
            2 * self.long / (1e-6 + self.long.sum(1, keepdims=True)),
            lowest, pulse[:, :64], scalars], axis=1).astype(np.float32)
