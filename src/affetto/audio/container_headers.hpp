#pragma once

#include "affetto/audio/header_bytes.hpp"
#include "affetto/audio/sound_header.hpp"

// Inside audio only: one reader for each family of containers. The caller has seen the mark at the
// beginning.

namespace affetto::detail {

SoundHeader read_wav_header(HeaderBytes& bytes);   ///< RIFF (Microsoft, IBM 1991), RF64 (EBU 3306)
SoundHeader read_w64_header(HeaderBytes& bytes);   ///< Sony Wave64
SoundHeader read_aiff_header(HeaderBytes& bytes);  ///< AIFF, AIFF-C (Apple 1991)
SoundHeader read_flac_header(HeaderBytes& bytes, std::uint64_t begin);  ///< RFC 9639
SoundHeader read_ogg_header(HeaderBytes& bytes);                        ///< RFC 3533
/// MPEG audio (ISO 11172-3) whose tags in front end at `begin`; nullopt where no two frames follow
/// one another within the first 64 KiB.
std::optional<SoundHeader> find_mp3_header(HeaderBytes& bytes, std::uint64_t begin);

}  // namespace affetto::detail
