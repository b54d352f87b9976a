#pragma once

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/safetensors.hpp"

namespace affetto {

/// The folder of a codec, ours or Hugging Face's: its configuration, `codebooks`, `parameters`,
/// `bytes`, `checksum`, `sha256`, and what its training run reached. Weights are read and checked
/// in full. Throws CheckpointError.
Json inspect_codec(const Path& folder);

/// Whether a manifest is that of a folder that `codec encode`, `decode` or `roundtrip` wrote.
bool lists_coded_sound(const Json& manifest);
/// Such a folder: `results` ("coded sound", "decoded sound", "round trip"), `codecs`, `precision`,
/// `sounds`, `sound_seconds`, `skipped`; of the figures that the sounds have, `kbps`, `si_sdr`,
/// `log_mel_distance`, `encode_times_real_time` and `decode_times_real_time`, the mean over sounds.
/// Throws DataError, and Json::exception where the manifest lacks a part.
Json inspect_coded_sound(const Path& folder);

/// An .ecdc file: `model`, `samples`, `codebooks`; where that codec ships or was downloaded, also
/// `sample_rate`, `seconds`, `segments`, `kbps`, and the file's size is checked against them.
/// Throws DataError.
Json inspect_ecdc(const Path& path);

/// Whether a safetensors file says that it holds codes.
bool holds_codes(const SafetensorsFile& file);
/// The codes of a sound as safetensors. Throws DataError.
Json inspect_codes(const Path& path);

}  // namespace affetto
