#!/usr/bin/python3
"""Is the peer the same model? Reads what `benchmark_model export` wrote: Affetto's weights, a batch
of whole clips, and the loss it found. Compares the loss and, of notes, the context and the hints."""
import re
import sys

import torch

from batches import CONTEXT_SIZE, PIECE_SIZE, SIZES, make_batch
from frames_model import FramesModel, frames_loss
from notes_model import FIELDS, NotesModel, vae_loss
from tensor_file import read_safetensors

NAMES = {  # Affetto's modules -> the peer's
    "stream.head": "head", "emotion_embedding.in": "emotion.net.0",
    "emotion_embedding.out": "emotion.net.2", "emotion_embedding.unknown": "emotion.unknown"}


def frames_name(name):
    """Of the model of sound."""
    name = re.sub(r"^(encoder|decoder|slower|faster)(\d)", r"\1.\2", name)
    name = re.sub(r"^prior\.network\.gru0\.(.*)$", r"prior.gru.\1_l0", name)
    for ours, theirs in {"prior.network.": "prior.", "norm_attention": "norm", "prior.in.": "prior.into.",
                         **NAMES}.items():
        name = name.replace(ours, theirs)
    return name


def peer_name(name):
    """Of the models of notes."""
    if ".block" in name:
        return re.sub(r"block(\d)", r"blocks.\1", name).replace("norm_attention", "norm")
    if name.startswith(("encoder.to_dim", "encoder.norm", "decoder.norm")):
        return name
    module, _, leaf = name.rpartition(".")
    if module.startswith("encoder."):
        return f"encoder.{leaf}_l0" + ("_reverse" if "backward" in module else "")
    if module == "decoder.gru0":
        return f"decoder.{leaf}_l0"
    if module.startswith("decoder.attention"):
        return name.replace("decoder.", "").replace("norm_attention", "norm")
    for kind, start in (("embed", "in_"), ("out", "out_")):
        if module.startswith("stream." + start):
            field = module[len("stream." + start):]
            return f"{kind}.{FIELDS.index(field) if kind == 'embed' else field}.{leaf}"
    if "_after_" in module:
        return f"chain.{module.removeprefix('stream.')}.{leaf}"
    for ours, theirs in NAMES.items():
        if name.startswith(ours):
            return name.replace(ours, theirs)
    return name


def report(loss, tensors, more=""):
    difference = abs(loss - tensors["loss"].item())
    print(f"{more}loss {loss:.5f} differs by {difference:.1e}")
    return difference < 1e-3


def main():
    tensors = {name: torch.from_numpy(array) for name, array in read_safetensors(sys.argv[1]).items()}
    weights = {name: t for name, t in tensors.items() if name != "loss" and not name.startswith("batch.")}
    steps, emotion = tensors["batch.steps"], tensors["batch.emotion"]
    if "frames_in.weight" in weights:
        model = FramesModel(values=steps.shape[2])
        model.load_state_dict({frames_name(name): t for name, t in weights.items()})
        batch = {"steps": steps, "emotion": emotion, "mask": torch.ones(steps.shape[:2]),
                 "known": torch.ones(len(emotion), 1)}
        with torch.no_grad():
            return 0 if report(frames_loss(model.eval(), batch, beta=0.5).item(), tensors) else 1
    family = "transformer" if any(name.startswith("encoder.block") for name in weights) else "gru"
    model = NotesModel(SIZES, CONTEXT_SIZE, PIECE_SIZE, family=family)
    model.load_state_dict({peer_name(name): t for name, t in weights.items()})
    batch = make_batch(steps.numpy(), emotion.numpy())
    context = (batch["context"] - tensors["batch.context"]).abs().max().item()
    hints = (batch["hints"] != tensors["batch.hints"]).sum().item()
    batch["piece"] = tensors["batch.piece"]
    with torch.no_grad():
        loss = vae_loss(model.eval(), batch, beta=0.5).item()
    same = report(loss, tensors, f"context differs by {context:.1e}, {hints} hints differ, ")
    return 0 if same and context < 1e-4 and hints == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
