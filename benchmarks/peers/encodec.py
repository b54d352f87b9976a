"""EnCodec (Defossez et al. 2022, "High Fidelity Neural Audio Compression", section 3) in plain
PyTorch, written from the paper and from the shapes of the public weights, module names as in them.

What a fair peer needs is kept as the public code runs it in eval mode: torch's own modules
(nn.Conv1d on oneDNN, nn.LSTM, nn.GroupNorm, nn.ELU not in place), weight norm not folded but
recomputed by torch.nn.utils.weight_norm at every call, padding by F.pad into a new tensor, a new
tensor for every activation, the nearest code by one matrix product a codebook, segments of the
48 kHz model one after the other (clips of a batch together).

B clips, C channels, N samples, T frames, D latent size, K codebooks.
"""
import json
import math
import pathlib
from typing import NamedTuple, Optional

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import weight_norm

from tensor_file import read_safetensors


def reflect_pad(x, left, right):
    """Reflection needs more samples than it adds, so shorter sounds get zeros first, cut off after."""
    missing = max(max(left, right) + 1 - x.shape[-1], 0)
    padded = F.pad(F.pad(x, (0, missing)), (left, right), mode="reflect")
    return padded[..., :padded.shape[-1] - missing]


class GroupNorm(nn.GroupNorm):
    """In float32 also under autocast: that of torch 1.13 refuses bfloat16 beside float32 weights."""

    def forward(self, x):
        return super().forward(x.float())


class Normed(nn.Module):
    """A convolution under weight norm, or followed by a group norm over all channels and times."""

    def __init__(self, name, conv, channels, config):
        super().__init__()
        self.name = name
        by_weight = config["norm_type"] == "weight_norm"
        self.add_module(name, weight_norm(conv) if by_weight else conv)
        self.norm = nn.Identity() if by_weight else GroupNorm(1, channels)

    def forward(self, x):
        return self.norm(getattr(self, self.name)(x))


class Conv(nn.Module):
    """As many frames as strides begin in the sound; all padding on the left if causal, and what
    the last frame lacks on the right."""

    def __init__(self, config, inputs, outputs, kernel, stride=1, dilation=1):
        super().__init__()
        self.causal, self.pad_mode, self.stride = config["use_causal_conv"], config["pad_mode"], stride
        self.reach = (kernel - 1) * dilation + 1
        conv = nn.Conv1d(inputs, outputs, kernel, stride, dilation=dilation)
        self.conv = Normed("conv", conv, outputs, config)

    def forward(self, x):
        padding = self.reach - self.stride
        lacking = -x.shape[-1] % self.stride
        right = 0 if self.causal else padding // 2
        if self.pad_mode == "reflect":
            x = reflect_pad(x, padding - right, right + lacking)
        else:
            x = F.pad(x, (padding - right, right + lacking), self.pad_mode)
        return self.conv(x)


class TransposedConv(nn.Module):
    """`stride` samples a frame: what the kernel adds is cut, on the right if causal, after the norm."""

    def __init__(self, config, inputs, outputs, kernel, stride):
        super().__init__()
        excess = kernel - stride
        self.right = (math.ceil(excess * config["trim_right_ratio"]) if config["use_causal_conv"]
                      else excess // 2)
        self.left = excess - self.right
        self.convtr = Normed("convtr", nn.ConvTranspose1d(inputs, outputs, kernel, stride), outputs, config)

    def forward(self, x):
        y = self.convtr(x)
        return y[..., self.left:y.shape[-1] - self.right]


class ResidualBlock(nn.Module):
    def __init__(self, config, channels, dilation):
        super().__init__()
        hidden = channels // config["compress"]
        self.block = nn.Sequential(
            nn.ELU(), Conv(config, channels, hidden, config["residual_kernel_size"], dilation=dilation),
            nn.ELU(), Conv(config, hidden, channels, 1))
        self.shortcut = Conv(config, channels, channels, 1) if config["use_conv_shortcut"] else nn.Identity()

    def forward(self, x):
        return self.shortcut(x) + self.block(x)


class SkippedLstm(nn.Module):
    def __init__(self, config, channels):
        super().__init__()
        self.lstm = nn.LSTM(channels, channels, config["num_lstm_layers"])

    def forward(self, x):
        steps = x.permute(2, 0, 1)
        y, _ = self.lstm(steps)
        return (y + steps).permute(1, 2, 0)


def residual_blocks(config, channels):
    return [ResidualBlock(config, channels, config["dilation_growth_rate"] ** j)
            for j in range(config["num_residual_layers"])]


class Encoder(nn.Module):
    """[B, C, N] -> [B, D, T]"""

    def __init__(self, config):
        super().__init__()
        channels = config["num_filters"]
        layers = [Conv(config, config["audio_channels"], channels, config["kernel_size"])]
        for ratio in reversed(config["upsampling_ratios"]):
            layers += residual_blocks(config, channels)
            layers += [nn.ELU(), Conv(config, channels, 2 * channels, 2 * ratio, ratio)]
            channels *= 2
        layers += [SkippedLstm(config, channels), nn.ELU(),
                   Conv(config, channels, config["hidden_size"], config["last_kernel_size"])]
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        return self.model(x)


class Decoder(nn.Module):
    """[B, D, T] -> [B, C, hop T]"""

    def __init__(self, config):
        super().__init__()
        channels = config["num_filters"] * 2 ** len(config["upsampling_ratios"])
        layers = [Conv(config, config["hidden_size"], channels, config["kernel_size"]),
                  SkippedLstm(config, channels)]
        for ratio in config["upsampling_ratios"]:
            layers += [nn.ELU(), TransposedConv(config, channels, channels // 2, 2 * ratio, ratio)]
            channels //= 2
            layers += residual_blocks(config, channels)
        layers += [nn.ELU(), Conv(config, channels, config["audio_channels"], config["last_kernel_size"])]
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        return self.model(x)


class Codebook(nn.Module):
    def __init__(self, size, dim):
        super().__init__()
        self.register_buffer("inited", torch.ones(1))
        self.register_buffer("cluster_size", torch.ones(size))
        self.register_buffer("embed", torch.zeros(size, dim))
        self.register_buffer("embed_avg", torch.zeros(size, dim))

    def distances(self, x):
        """[B, T, D] -> squared distances [B, T, codes]"""
        flat = x.reshape(-1, x.shape[-1])
        codes = self.embed.t()
        squared = flat.pow(2).sum(1, keepdim=True) - 2 * flat @ codes + codes.pow(2).sum(0, keepdim=True)
        return squared.view(*x.shape[:-1], -1)


class Quantizer(nn.Module):
    """Residual vector quantization: each codebook quantizes what the ones before it left over."""

    def __init__(self, config):
        super().__init__()
        layers = []
        for _ in range(num_quantizers(config)):
            layer = nn.Module()
            layer._codebook = Codebook(config["codebook_size"], config["hidden_size"])
            layers.append(layer)
        self.vq = nn.Module()
        self.vq.layers = nn.ModuleList(layers)

    def encode(self, latents, count):
        """[B, D, T] -> codes [K, B, T]"""
        residual, codes = latents, []
        for layer in self.vq.layers[:count]:
            nearest = layer._codebook.distances(residual.transpose(1, 2)).argmin(-1)
            residual = residual - F.embedding(nearest, layer._codebook.embed).transpose(1, 2)
            codes.append(nearest)
        return torch.stack(codes)

    def decode(self, codes):
        """[K, B, T] -> [B, D, T]"""
        quantized = torch.zeros(())
        for layer, indices in zip(self.vq.layers, codes):
            quantized = quantized + F.embedding(indices, layer._codebook.embed).transpose(1, 2)
        return quantized


class Frame(NamedTuple):
    """A segment; the 24 kHz model makes one of the whole sound, without a scale."""
    codes: torch.Tensor  # int64 [K, B, T]
    scale: Optional[torch.Tensor]  # [B, 1]


def frame_rate(config):
    return math.ceil(config["sampling_rate"] / math.prod(config["upsampling_ratios"]))


def kbps_per_codebook(config):
    return math.log2(config["codebook_size"]) * frame_rate(config) / 1000


def num_quantizers(config):
    return config.get("num_quantizers") or int(config["target_bandwidths"][-1] / kbps_per_codebook(config))


class Encodec(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.encoder, self.quantizer, self.decoder = Encoder(config), Quantizer(config), Decoder(config)
        seconds = config["chunk_length_s"]
        self.segment_length = seconds and int(seconds * config["sampling_rate"])
        self.segment_stride = seconds and max(int((1 - config["overlap"]) * self.segment_length), 1)

    def codebooks(self, kbps):
        return max(int(kbps / kbps_per_codebook(self.config) + 1e-9), 1)

    def segments(self, sound):
        if self.segment_length is None:
            return [sound]
        return [sound[..., begin:begin + self.segment_length]
                for begin in range(0, sound.shape[-1], self.segment_stride)]

    def normalise(self, segment):
        if not self.config["normalize"]:
            return segment, None
        scale = 1e-8 + segment.mean(1, keepdim=True).pow(2).mean(2, keepdim=True).sqrt()
        return segment / scale, scale.view(-1, 1)

    def encode(self, sound, kbps):
        """[B, C, N] -> the frames"""
        frames = []
        for segment in self.segments(sound):
            normalised, scale = self.normalise(segment)
            codes = self.quantizer.encode(self.encoder(normalised), self.codebooks(kbps))
            frames.append(Frame(codes, scale))
        return frames

    def decode_frame(self, frame):
        sound = self.decoder(self.quantizer.decode(frame.codes))
        return sound if frame.scale is None else sound * frame.scale[..., None]

    def decode(self, frames):
        """The frames -> [B, C, hop T], longer than the sound by up to a hop"""
        sounds = [self.decode_frame(frame) for frame in frames]
        return sounds[0] if self.segment_length is None else overlap_add(sounds, self.segment_stride)


def overlap_add(segments, stride):
    """Mean of the segments where they meet, weighted by a triangle as long as the first of them."""
    length = segments[0].shape[-1]
    ramp = torch.linspace(0, 1, length + 2)[1:-1]
    weight = 0.5 - (ramp - 0.5).abs()
    total = stride * (len(segments) - 1) + segments[-1].shape[-1]
    sound, weights = torch.zeros(*segments[0].shape[:-1], total), torch.zeros(total)
    for i, segment in enumerate(segments):
        part = slice(i * stride, i * stride + segment.shape[-1])
        sound[..., part] += weight[:segment.shape[-1]] * segment
        weights[part] += weight[:segment.shape[-1]]
    return sound / weights


def load(folder, weights="model.safetensors"):
    """config.json with the field names of Hugging Face, weights with Meta's names."""
    folder = pathlib.Path(folder)
    model = Encodec(json.loads((folder / "config.json").read_text()))
    arrays = read_safetensors(folder / weights)
    model.load_state_dict({name: torch.from_numpy(array) for name, array in arrays.items()})
    return model.eval()
