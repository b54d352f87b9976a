"""Full-size EnCodec models whose weights are a closed formula, so that nothing has to be stored.

Tensor t (the place of its name in the state dictionary, constants left out), element i in C order:
r(t, i) in [-1, 1) are the upper 24 bits of splitmix64's finaliser at (t << 32) + i + 0x9E3779B97F4A7C15;
the weight is float32(offset + scale * r). Scales keep the signal near unit variance; those of the
24 kHz model are the ones of the parity suite.
"""
import json
import math
import pathlib
import re

import numpy as np
import torch

from encodec import Encodec
from tensor_file import write_safetensors

MODEL_24_KHZ = {
    "model_type": "encodec", "audio_channels": 1, "sampling_rate": 24_000, "num_filters": 32,
    "hidden_size": 128, "codebook_size": 1024, "codebook_dim": 128, "num_quantizers": 32,
    "num_residual_layers": 1, "upsampling_ratios": [8, 5, 4, 2], "norm_type": "weight_norm",
    "kernel_size": 7, "last_kernel_size": 7, "residual_kernel_size": 3, "dilation_growth_rate": 2,
    "use_causal_conv": True, "pad_mode": "reflect", "compress": 2, "num_lstm_layers": 2,
    "trim_right_ratio": 1.0, "use_conv_shortcut": True, "normalize": False, "chunk_length_s": None,
    "overlap": None, "target_bandwidths": [1.5, 3.0, 6.0, 12.0, 24.0]}
MODEL_48_KHZ = MODEL_24_KHZ | {
    "audio_channels": 2, "sampling_rate": 48_000, "num_quantizers": 16, "norm_type": "time_group_norm",
    "use_causal_conv": False, "normalize": True, "chunk_length_s": 1.0, "overlap": 0.01,
    "target_bandwidths": [3.0, 6.0, 12.0, 24.0]}
CONFIGS = {"24khz": MODEL_24_KHZ, "48khz": MODEL_48_KHZ}

# Half the range of the code vectors' elements: what the codebooks before have left over.
CODEBOOK_SCALES = [
    0.360, 0.346, 0.333, 0.319, 0.307, 0.295, 0.284, 0.272, 0.261, 0.250, 0.240, 0.230, 0.221, 0.212, 0.204,
    0.196, 0.188, 0.181, 0.173, 0.166, 0.160, 0.154, 0.148, 0.142, 0.136, 0.131, 0.125, 0.120, 0.116, 0.111,
    0.106, 0.102]


def uniform(t, shape):
    """r(t, i), float64 in [-1, 1)"""
    z = np.arange(math.prod(shape), dtype=np.uint64) + np.uint64((t << 32) + 0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    k = (z ^ (z >> np.uint64(31))) >> np.uint64(40)
    return ((k.astype(np.float64) - 2.0 ** 23) / 2.0 ** 23).reshape(shape)


def gain(name, shapes):
    """What a convolution should multiply the standard deviation by."""
    if name.startswith("decoder.model.15."):
        return 0.2
    if name.startswith("encoder.model.15.") and name.endswith("norm.weight"):
        return 0.7  # the latents' level without a norm, which the codebooks are scaled for
    if name.endswith("convtr.weight_g"):
        # Every sample of the output meets kernel / stride = 2 elements of the kernel.
        kernel = shapes[name.replace("weight_g", "weight_v")][2]
        return 1.1 * math.sqrt(kernel / 2 / 2)
    return 1.1


def scale_and_offset(name, shapes):
    if codebook := re.fullmatch(r"quantizer\.vq\.layers\.(\d+)\._codebook\.embed", name):
        return CODEBOOK_SCALES[int(codebook[1])], 0.0
    if ".lstm." in name:
        hidden = shapes[name][0] / 4
        return (0.2 if ".bias_" in name else 2 / math.sqrt(hidden)), 0.0
    if name.endswith("weight_g") or name.endswith("norm.weight"):
        return 0.2 * gain(name, shapes), gain(name, shapes)
    if name.endswith("weight_v"):
        return 1.0, 0.0
    if name.endswith("bias"):
        return 0.1, 0.0
    transposed = name.endswith("convtr.weight")  # the norm after it sets the gain
    inputs, kernel = shapes[name][0 if transposed else 1], shapes[name][2]
    return math.sqrt(3 / (inputs * kernel)), 0.0


def is_constant(name):
    return name.endswith(("._codebook.inited", "._codebook.cluster_size", "._codebook.embed_avg"))


def full_size_weights(config):
    """The whole state dictionary, in its order."""
    arrays = {name: tensor.numpy() for name, tensor in Encodec(config).state_dict().items()}
    shapes = {name: array.shape for name, array in arrays.items()}
    for t, name in enumerate(name for name in arrays if not is_constant(name)):
        scale, offset = map(np.float32, scale_and_offset(name, shapes))
        arrays[name] = (np.float64(offset) + np.float64(scale) * uniform(t, shapes[name])).astype(np.float32)
    for name in arrays:
        if name.endswith("embed_avg"):
            arrays[name] = arrays[name.removesuffix("_avg")]
    return arrays


def full_size_model(config):
    model = Encodec(config)
    model.load_state_dict({name: torch.from_numpy(a) for name, a in full_size_weights(config).items()})
    return model.eval()


def write_full_size(folder):
    """FOLDER/24khz and FOLDER/48khz, each with config.json and model.safetensors."""
    for name, config in CONFIGS.items():
        model = pathlib.Path(folder) / name
        model.mkdir(parents=True, exist_ok=True)
        (model / "config.json").write_text(json.dumps(config, indent=1) + "\n")
        write_safetensors(model / "model.safetensors", full_size_weights(config))
