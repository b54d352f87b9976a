#!/usr/bin/python3
"""Is the peer the same model? Reads what `benchmark_model export` wrote: Affetto's weights, a batch
of whole clips, and the loss it found. Compares the note context, the hints and the loss."""
import sys

import torch

from batches import CONTEXT_SIZE, PIECE_SIZE, SIZES, make_batch
from notes_model import FIELDS, NotesModel, vae_loss
from tensor_file import read_safetensors

NAMES = {  # Affetto's modules -> the peer's
    "stream.head": "head", "emotion_embedding.in": "emotion.net.0",
    "emotion_embedding.out": "emotion.net.2", "emotion_embedding.unknown": "emotion.unknown"}


def peer_name(name):
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


def main():
    tensors = {name: torch.from_numpy(array) for name, array in read_safetensors(sys.argv[1]).items()}
    model = NotesModel(SIZES, CONTEXT_SIZE, PIECE_SIZE)
    model.load_state_dict({peer_name(name): t for name, t in tensors.items()
                           if name != "loss" and not name.startswith("batch.")})
    batch = make_batch(tensors["batch.steps"].numpy(), tensors["batch.emotion"].numpy())
    context = (batch["context"] - tensors["batch.context"]).abs().max().item()
    hints = (batch["hints"] != tensors["batch.hints"]).sum().item()
    batch["piece"] = tensors["batch.piece"]
    with torch.no_grad():
        loss = vae_loss(model.eval(), batch, beta=0.5).item()
    difference = abs(loss - tensors["loss"].item())
    print(f"context differs by {context:.1e}, {hints} hints differ, loss {loss:.5f} by {difference:.1e}")
    return 0 if context < 1e-4 and hints == 0 and difference < 1e-3 else 1


if __name__ == "__main__":
    sys.exit(main())
