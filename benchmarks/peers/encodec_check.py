"""Is the peer EnCodec? Its results beside stored vectors of the public code: latents, codes at every
bandwidth, dequantized latents, scales, audio before and after overlap-add.

A folder holds small24k and small48k (config.json, weights_meta.safetensors, and one folder a case)
and full24k (weights by encodec_formula.py).
"""
import pathlib

import numpy as np
import torch

from encodec import Frame, load
from encodec_formula import MODEL_24_KHZ, full_size_model

CLEAR_MARGIN = 1e-3  # of squared distances; below it rounding may choose the other code
BOUND = 5e-5  # latents and audio
SUM_BOUND = 1e-6  # dequantized latents, scales


def compare_codes(ours, theirs, margins):
    """(codes that differ though their margin is clear, codes that differ at all); [K, B, T] each.
    What comes after a frame's first difference counts for nothing."""
    margins = margins[:len(theirs)]
    first = (ours != theirs) & (np.cumsum(ours != theirs, axis=0) == 1)
    return int((first & (margins > CLEAR_MARGIN)).sum()), int((ours != theirs).sum())


class Report:
    def __init__(self):
        self.largest, self.unclear, self.wrong, self.compared = {}, 0, 0, 0

    def values(self, what, ours, theirs):
        ours = ours.numpy()
        error = np.abs(ours - theirs).max() if ours.shape == theirs.shape else np.inf
        self.largest[what] = float(np.maximum(self.largest.get(what, 0.0), error))  # NaN stays
        self.compared += 1

    def codes(self, ours, theirs, margins):
        wrong, different = compare_codes(ours.numpy(), theirs, margins)
        self.wrong += wrong
        self.unclear += different - wrong
        self.compared += 1

    def passed(self):
        return self.wrong == 0 and self.compared > 0 and all(
            error <= (SUM_BOUND if what in ("dequantized", "scales") else BOUND)
            for what, error in self.largest.items())

    def print(self, name):
        errors = ", ".join(f"{what} {error:.1e}" for what, error in self.largest.items())
        print(f"{name}: {self.compared} arrays, largest differences: {errors}; codes wrong {self.wrong}, "
              f"different where the margin is small {self.unclear}: {'passed' if self.passed() else 'FAILED'}")


def check_segment(model, report, case, prefix, segment):
    """One segment, or the whole sound of a model without segments; returns the scale."""
    array = lambda name: np.load(case / f"{prefix}{name}.npy")
    normalised, scale = model.normalise(segment)
    if scale is not None:
        report.values("scales", scale, array("scale"))
    latents = model.encoder(normalised)
    report.values("latents", latents, array("latents"))
    codes = {int(f.stem.rpartition("nq")[2]): np.load(f) for f in case.glob(f"{prefix}codes_nq*.npy")}
    margins, = case.glob(f"{prefix}code_margins_nq*.npy")
    for count, stored in codes.items():
        report.codes(model.quantizer.encode(latents, count), stored, np.load(margins))
        if (case / f"{prefix}quantized_nq{count}.npy").exists():
            quantized = model.quantizer.decode(torch.from_numpy(stored))
            report.values("dequantized", quantized, array(f"quantized_nq{count}"))
        if (case / f"{prefix}audio_nq{count}.npy").exists():
            audio = model.decode_frame(Frame(torch.from_numpy(stored), scale))
            report.values("audio of a segment", audio, array(f"audio_nq{count}"))
    return codes, scale


def check_case(model, report, case):
    segments = model.segments(torch.from_numpy(np.load(case / "input.npy")))
    prefixes = [""] if model.segment_length is None else [f"seg{k}_" for k in range(len(segments))]
    stored = [check_segment(model, report, case, prefix, segment)
              for prefix, segment in zip(prefixes, segments)]
    for file in case.glob("audio_nq*.npy"):
        count = int(file.stem.rpartition("nq")[2])
        frames = [Frame(torch.from_numpy(codes[count]), scale) for codes, scale in stored]
        report.values("audio", model.decode(frames), np.load(file))


def check(folder):
    """Prints a line a model; False if one differs."""
    folder = pathlib.Path(folder)
    passed = True
    for name in ("small24k", "small48k", "full24k"):
        full = name.startswith("full")
        model = (full_size_model(MODEL_24_KHZ) if full
                 else load(folder / name, weights="weights_meta.safetensors"))
        report = Report()
        for case in [folder / name] if full else sorted(p for p in (folder / name).iterdir() if p.is_dir()):
            check_case(model, report, case)
        report.print(name)
        passed = passed and report.passed()
    return passed
