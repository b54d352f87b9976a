#!/usr/bin/python3
"""The spectral features of torchaudio on one thread, as one JSON line like that of
benchmark_features: seconds of sound a second of processor time and of wall time. `score` compares
two sounds, whoever made them."""
import argparse
import json
import time

import numpy as np
import torch
import torchaudio

RATE, N_FFT, HOP, MELS = 24_000, 2_048, 512, 128


def read(path):
    return torch.from_numpy(np.fromfile(path, dtype="<f4"))


def speed(samples, repeats, work):
    work()
    wall, processor = time.perf_counter(), time.process_time()
    for _ in range(repeats):
        work()
    seconds = len(samples) / RATE * repeats
    return {"sound_per_cpu_second": seconds / (time.process_time() - processor),
            "sound_per_second": seconds / (time.perf_counter() - wall)}


def magnitudes(samples):
    return torchaudio.functional.spectrogram(samples, 0, torch.hann_window(N_FFT), N_FFT, HOP, N_FFT,
                                             power=1, normalized=False)


def mel_spectrogram():
    return torchaudio.transforms.MelSpectrogram(RATE, N_FFT, hop_length=HOP, n_mels=MELS, norm="slaney",
                                                mel_scale="slaney")


def decibels(power):
    return torchaudio.functional.amplitude_to_DB(power, 10.0, 1e-10, 0.0)


def score(sound, original):
    """How far the sound lies from the original: magnitudes (relative) and log-mel (dB, rms)."""
    n = min(len(sound), len(original))
    ours, theirs = magnitudes(sound[:n]), magnitudes(original[:n])
    mel = mel_spectrogram()
    difference = decibels(mel(sound[:n])) - decibels(mel(original[:n]))
    return {"spectral_convergence": ((ours - theirs).norm() / theirs.norm()).item(),
            "log_mel_error_db": difference.square().mean().sqrt().item()}


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["log-mel", "griffin-lim", "mel-to-sound", "score"])
    parser.add_argument("--samples", required=True)
    parser.add_argument("--out")
    parser.add_argument("--sound", help="for score: what to compare with the samples")
    parser.add_argument("--magnitudes", help="for griffin-lim: frame by frame, in place of the samples'")
    parser.add_argument("--iterations", type=int, default=32)
    parser.add_argument("--repeats", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    samples = read(args.samples)
    if args.what == "score":
        return print(json.dumps(score(read(args.sound), samples)))
    mel = mel_spectrogram()
    if args.what == "log-mel":
        return print(json.dumps(speed(samples, args.repeats, lambda: decibels(mel(samples)))))
    griffin_lim = torchaudio.transforms.GriffinLim(N_FFT, args.iterations, hop_length=HOP, power=1,
                                                   momentum=0.99, length=len(samples))
    wanted = read(args.magnitudes).view(-1, N_FFT // 2 + 1).t() if args.magnitudes else magnitudes(samples)
    if args.what == "mel-to-sound":
        # torchaudio's InverseMelScale descends the gradient for minutes; its later versions and
        # librosa's starting point are the least-squares solution, clipped.
        inverse = torch.linalg.pinv(mel.mel_scale.fb.double()).float()
        wanted = (inverse.t() @ mel(samples)).clamp_min(0).sqrt()
    sound = []
    result = speed(samples, args.repeats, lambda: sound.append(griffin_lim(wanted)))
    sound[-1].numpy().astype("<f4").tofile(args.out or "/dev/null")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
