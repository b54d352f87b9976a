#!/usr/bin/python3
"""Speed of the peer, as one JSON line: notes (or frames) a second of processor time and of wall time. Batches are made before the clock starts; Affetto's are drawn, jittered and described while
it runs."""
import argparse
import copy
import json
import time

import torch

from batches import CONTEXT_SIZE, PIECE_SIZE, SIZES, random_batches
from decoding import generate
from frames_model import FramesModel, frames_loss, random_frames
from notes_model import NotesModel, vae_loss


class Clock:
    def __init__(self):
        self.wall, self.processor = time.perf_counter(), time.process_time()

    def per_second(self, notes):
        return {"notes": notes,
                "notes_per_cpu_second": notes / (time.process_time() - self.processor),
                "notes_per_second": notes / (time.perf_counter() - self.wall)}


def train(model, loss_of, batches, steps, bfloat16, warm_up=2):
    decayed = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.02},
                                   {"params": others, "weight_decay": 0.0}], lr=2e-3, betas=(0.9, 0.99))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, (step + 1) / 100))
    mean = copy.deepcopy(model)
    model.train()
    for step in range(warm_up + steps):
        if step == warm_up:
            clock = Clock()
        batch = batches[step % len(batches)]
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16):
            loss = loss_of(model, batch, beta=0.5)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        with torch.no_grad():
            for kept, p in zip(mean.parameters(), model.parameters()):
                kept.lerp_(p, 1 - 0.997)
        loss.item()
    return clock.per_second(steps * batch["mask"].numel())


def decode(model, pieces, notes):
    generate(model, pieces, 8)
    clock = Clock()
    generate(model, pieces, notes)
    return clock.per_second(pieces * notes)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["train", "train-bfloat16", "decode"])
    parser.add_argument("--network", choices=["notes-gru", "notes-transformer", "frames"], default="notes-gru")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=6, help="training steps")
    parser.add_argument("--pieces", type=int, default=1, help="decoded side by side")
    parser.add_argument("--notes", type=int, default=210, help="decoded for each piece")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    sound = args.network == "frames"
    model = FramesModel() if sound else NotesModel(SIZES, CONTEXT_SIZE, PIECE_SIZE,
                                                   family=args.network.removeprefix("notes-"))
    if args.what == "decode":
        result = decode(model, args.pieces, args.notes)
    else:
        loss_of, batches = (frames_loss, random_frames(2)) if sound else (vae_loss, random_batches(2))
        result = train(model, loss_of, batches, args.steps, args.what == "train-bfloat16")
    result["parameters"] = sum(p.numel() for p in model.parameters())
    print(json.dumps(result))


if __name__ == "__main__":
    main()
