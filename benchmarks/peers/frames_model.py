"""The default model of sound of src/affetto/model (FrameCvae), written from its description in plain
PyTorch: convolutions make a latent of every 8 frames and frames of latents again, a GRU with a block of
attention and a mixture of Gaussians foretells the latents. What is equal and what is not: notes_model.py.

T frames, L = T / 8 latents, B clips, D values. Sequences are time-major, convolutions [B, C, T].
"""
import math

import torch
import torch.nn.functional as F
from torch import nn

from notes_model import Attention, EmotionEmbedding

LOG_2_PI = math.log(2 * math.pi)


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.around = nn.Conv1d(channels, channels, 3, padding=1)
        self.across = nn.Conv1d(channels, channels, 1)

    def forward(self, x):
        return x + self.across(F.gelu(self.around(F.gelu(x))))


class DoubleRate(nn.Module):
    """[B, C, T] -> [B, C, 2 T]: both steps of each pair as channels."""

    def __init__(self, channels):
        super().__init__()
        self.pairs = nn.Conv1d(channels, 2 * channels, 3, padding=1)

    def forward(self, x):
        batch, channels, steps = x.shape
        return self.pairs(x).view(batch, 2, channels, steps).permute(0, 2, 3, 1).reshape(batch, channels, -1)


class Prior(nn.Module):
    """The mixture before every latent: log-weights [L, B, M], means and log-spreads [L, B, M, Z]."""

    def __init__(self, latent_dim, emotion_dim, dim, attention_dim, heads, dropout, mixture, window):
        super().__init__()
        self.mixture = mixture
        self.into = nn.Linear(latent_dim + emotion_dim, dim)
        self.gru, self.dropout = nn.GRU(dim, dim), nn.Dropout(dropout)
        self.attention = Attention(dim, attention_dim, heads, dropout, window)
        self.hidden = nn.Linear(dim + emotion_dim, dim)
        self.out = nn.Linear(dim, mixture * (1 + 2 * latent_dim))

    def forward(self, z, emotion):
        before = torch.cat([torch.zeros_like(z[:1]), z[:-1]])
        x = torch.tanh(self.into(torch.cat([before, emotion], dim=2)))
        h = self.attention(self.dropout(self.gru(x)[0]))
        out = self.out(F.gelu(self.hidden(torch.cat([h, emotion], dim=-1)))).float()
        values = self.mixture * z.shape[2]
        weight, mean, spread = out.split([self.mixture, values, values], dim=-1)
        shape = *z.shape[:2], self.mixture, z.shape[2]
        return weight.log_softmax(-1), mean.view(shape), spread.view(shape).clamp(-5, 3)


class FramesModel(nn.Module):
    def __init__(self, values=128, conv_dim=192, latent_dim=32, emotion_dim=32, frames_per_latent=8,
                 decoder_dim=384, attention_dim=192, heads=4, mixture=8, dropout=0.1, emotion_dropout=0.15,
                 window=256):
        super().__init__()
        self.rate, self.emotion_dropout, self.latent_dim = frames_per_latent, emotion_dropout, latent_dim
        halvings = int(math.log2(frames_per_latent))
        self.emotion = EmotionEmbedding(emotion_dim)
        self.frames_in = nn.Conv1d(values + emotion_dim, conv_dim, 5, padding=2)
        self.encoder = nn.ModuleList([Residual(conv_dim) for _ in range(halvings + 1)])
        self.slower = nn.ModuleList([nn.Conv1d(conv_dim, conv_dim, 4, stride=2, padding=1) for _ in range(halvings)])
        self.to_posterior = nn.Conv1d(conv_dim, 2 * latent_dim, 1)
        self.latents_in = nn.Conv1d(latent_dim + emotion_dim, conv_dim, 3, padding=1)
        self.decoder = nn.ModuleList([Residual(conv_dim) for _ in range(halvings + 1)])
        self.faster = nn.ModuleList([DoubleRate(conv_dim) for _ in range(halvings)])
        self.frames_out = nn.Conv1d(conv_dim, values, 5, padding=2)
        self.prior = Prior(latent_dim, emotion_dim, decoder_dim, attention_dim, heads, dropout, mixture,
                           window // frames_per_latent)

    @staticmethod
    def along(blocks, changes, x):
        for block, change in zip(blocks, [*changes, nn.Identity()]):
            x = change(block(x))
        return F.gelu(x)

    def encode(self, frames, emotion):
        x = torch.cat([frames, emotion.expand(len(frames), -1, -1)], dim=2).permute(1, 2, 0)
        q = self.to_posterior(self.along(self.encoder, self.slower, self.frames_in(x))).float().permute(2, 0, 1)
        mean, log_var = q.chunk(2, dim=2)
        return mean, log_var.clamp(-10, 4)

    def decode(self, z, emotion):
        x = torch.cat([z, emotion], dim=2).permute(1, 2, 0)
        return self.frames_out(self.along(self.decoder, self.faster, self.latents_in(x))).float().permute(2, 0, 1)


def log_density(mixture, z):
    weight, mean, spread = mixture
    deviation = (z[:, :, None] - mean) * torch.exp(-spread)
    component = -0.5 * deviation.square().sum(-1) - spread.sum(-1) - 0.5 * LOG_2_PI * z.shape[-1]
    return torch.logsumexp(weight + component, dim=-1)


def frames_loss(model, batch, beta):
    """For clips whose length is a multiple of a latent's frames."""
    x, mask, known = batch["steps"], batch["mask"], batch["known"]
    if model.training:
        known = known * (torch.rand_like(known) >= model.emotion_dropout)
    vector = model.emotion(batch["emotion"], known)
    mean, log_var = model.encode(x, vector)
    z = mean + torch.exp(0.5 * log_var) * torch.randn_like(mean) if model.training else mean
    vectors = vector.expand(len(z), -1, -1)
    error = (model.decode(z, vectors) - x).square().mean(2)
    mse = ((error * mask).sum(0) / mask.sum(0)).mean()
    reconstruction = 0.5 * x.shape[2] * (mse.log() + LOG_2_PI + 1)
    entropy = 0.5 * (log_var + LOG_2_PI + 1).sum(2)
    divergence = -entropy - log_density(model.prior(z, vectors), z)
    latent_mask = mask.view(-1, model.rate, mask.shape[1]).amax(1)
    kl = (divergence * latent_mask).sum(0).mean()
    return reconstruction + kl * beta / mask.sum(0).mean()


def random_frames(count, batch_size=16, steps=256, values=128, seed=1):
    """Batches of noise, as synthetic_frames() makes it."""
    rng = torch.Generator().manual_seed(seed)
    return [{"steps": torch.randn(steps, batch_size, values, generator=rng), "mask": torch.ones(steps, batch_size),
             "emotion": torch.rand(batch_size, 2, generator=rng) * 2 - 1, "known": torch.ones(batch_size, 1)}
            for _ in range(count)]
