#!/usr/bin/python3
"""torchaudio's way to the same: load, mean of the channels, resample (its default, a shorter filter
than soxr HQ). decode.py FILE RATE TIMES prints one JSON line as benchmark_audio does."""
import json
import sys
import time

import torch
import torchaudio


def decode(path, rate):
    sound, sample_rate = torchaudio.load(path)
    return torchaudio.functional.resample(sound.mean(0), sample_rate, rate)


def main():
    path, rate, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(1)
    decode(path, rate)
    start = time.process_time()
    frames = sum(decode(path, rate).shape[0] for _ in range(times))
    print(json.dumps({"seconds": frames / rate, "cpu_seconds": time.process_time() - start}))


if __name__ == "__main__":
    main()
