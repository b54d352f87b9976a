#!/usr/bin/python3
"""EnCodec on PyTorch (encodec.py) as a program.

  encodec_peer.py --check FOLDER         is it EnCodec? beside stored vectors of the public code
  encodec_peer.py --write-full FOLDER    full-size models by formula: FOLDER/24khz, FOLDER/48khz
  encodec_peer.py --write-input FILE --model MODEL --batch N --seconds S --bandwidth KBPS
                                         a sound and codes to measure with
  encodec_peer.py --model MODEL --stage encode|decode|both --batch N --threads N --repetitions N
                  --seconds S --bandwidth KBPS [--precision float32|bfloat16] [--input FILE]
                  [--compare FILE]

The last prints one JSON line: audio_seconds_per_second (by the clock) and
audio_seconds_per_cpu_second, each the median over the repetitions, after one that is not counted;
the S seconds of every clip of the batch count. `--compare` adds the differences between its result and
another program's. bfloat16 is torch's autocast. What is in the files: codec_compare. The threads of the BLAS come from
OPENBLAS_NUM_THREADS.
"""
import argparse
import json
import statistics
import sys
import time

import numpy as np
import torch

from encodec import Frame, load
from encodec_check import check, compare_codes
from encodec_formula import write_full_size
from tensor_file import read_safetensors, write_safetensors


def make_input(model, batch, seconds, kbps, seed=1):
    """Notes with overtones in a little noise; codes at random, for decoding."""
    config, rng = model.config, np.random.default_rng(seed)
    rate, channels = config["sampling_rate"], config["audio_channels"]
    samples = int(seconds * rate)
    sound = rng.normal(0, 0.003, (batch, channels, samples))
    t = np.arange(rate) / rate
    for clip in sound:
        for begin in range(0, samples, rate // 8):
            frequency = 440 * 2 ** ((rng.integers(36, 85) - 69) / 12)
            note = sum(np.sin(2 * np.pi * k * frequency * t) / k ** 2 for k in (1, 2, 3, 4)) * np.exp(-4 * t)
            levels = rng.uniform(0.03, 0.12, (channels, 1))
            clip[:, begin:begin + rate] += levels * note[:samples - begin]
    sound = torch.from_numpy(sound.astype(np.float32))
    hop = int(np.prod(config["upsampling_ratios"]))
    frames = [-(-segment.shape[-1] // hop) for segment in model.segments(sound)]
    codes = rng.integers(0, config["codebook_size"], (model.codebooks(kbps), batch, sum(frames)))
    arrays = {"sound": sound.numpy(), "codes": codes, "frames": np.array(frames)}
    if config["normalize"]:
        arrays["scales"] = rng.uniform(0.05, 0.2, (batch, len(frames))).astype(np.float32)
    return arrays


def frames_of(arrays):
    codes = torch.from_numpy(arrays["codes"]).split(arrays["frames"].tolist(), dim=2)
    if "scales" not in arrays:
        return [Frame(part.contiguous(), None) for part in codes]
    scales = torch.from_numpy(arrays["scales"]).split(1, dim=1)
    return [Frame(part.contiguous(), scale) for part, scale in zip(codes, scales)]


def margins(model, sound, count):
    """Second-smallest minus smallest squared distance at every codebook, [K, B, T of all segments]"""
    parts = []
    for segment in model.segments(sound):
        residual, part = model.encoder(model.normalise(segment)[0]), []
        for layer in model.quantizer.vq.layers[:count]:
            distances = layer._codebook.distances(residual.transpose(1, 2))
            two = distances.topk(2, largest=False).values
            part.append(two[..., 1] - two[..., 0])
            residual = residual - layer._codebook.embed[distances.argmin(-1)].transpose(1, 2)
        parts.append(torch.stack(part))
    return torch.cat(parts, dim=2).numpy()


def compare(model, result, sound, path):
    """What another program wrote, beside our result: frames of codes, or a sound."""
    theirs = read_safetensors(path)
    if isinstance(result, torch.Tensor):
        ours, theirs = (x[..., :sound.shape[-1]] for x in (result.float().numpy(), theirs["sound"]))
        return {"sound_difference": float(np.abs(ours - theirs).max())}
    ours = torch.cat([frame.codes for frame in result], dim=2).numpy()
    wrong, different = compare_codes(theirs["codes"], ours, margins(model, sound, len(ours)))
    found = {"codes": ours.size, "codes_wrong": wrong, "codes_different": different}
    if result[0].scale is not None:
        scales = torch.cat([frame.scale for frame in result], dim=1).numpy()
        found["scale_difference"] = float(np.abs(scales - theirs["scales"]).max())
    return found


def measure(work, repetitions, seconds):
    work()
    wall, processor = [], []
    for _ in range(repetitions):
        start, start_processor = time.perf_counter(), time.process_time()
        result = work()
        processor.append(time.process_time() - start_processor)
        wall.append(time.perf_counter() - start)
    return result, {"audio_seconds_per_second": seconds / statistics.median(wall),
                    "audio_seconds_per_cpu_second": seconds / statistics.median(processor)}


def run(args):
    torch.set_num_threads(args.threads)
    model = load(args.model)
    arrays = (read_safetensors(args.input) if args.input
              else make_input(model, args.batch, args.seconds, args.bandwidth))
    sound, frames = torch.from_numpy(arrays["sound"]), frames_of(arrays)
    stages = {"encode": lambda: model.encode(sound, args.bandwidth), "decode": lambda: model.decode(frames),
              "both": lambda: model.decode(model.encode(sound, args.bandwidth))}
    seconds = len(sound) * sound.shape[-1] / model.config["sampling_rate"]
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.precision == "bfloat16"):
        result, figures = measure(stages[args.stage], args.repetitions, seconds)
    if args.compare:
        figures |= compare(model, result, sound, args.compare)
    print(json.dumps({"stage": args.stage, "batch": len(sound), "threads": args.threads, **figures}))


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", metavar="FOLDER")
    parser.add_argument("--write-full", metavar="FOLDER")
    parser.add_argument("--write-input", metavar="FILE")
    parser.add_argument("--model", metavar="FOLDER", help="config.json and model.safetensors")
    parser.add_argument("--stage", choices=["encode", "decode", "both"], default="both")
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--bandwidth", metavar="KBPS", type=float, default=6)
    parser.add_argument("--input", metavar="FILE", help="in place of batch and seconds")
    parser.add_argument("--compare", metavar="FILE", help="the same stage's result of another program")
    args = parser.parse_args()
    if args.check:
        return 0 if check(args.check) else 1
    if args.write_full:
        return write_full_size(args.write_full)
    if not args.model:
        parser.error("--model is needed")
    if args.write_input:
        return write_safetensors(args.write_input,
                                 make_input(load(args.model), args.batch, args.seconds, args.bandwidth))
    return run(args)


if __name__ == "__main__":
    sys.exit(main())
