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
/// RFC 3533, with the streams that are chained behind the first.
SoundHeader read_ogg_header(HeaderBytes& bytes);
/// MPEG audio (ISO 11172-3) whose tags in front end at `begin`, with the streams that are joined to
/// the first; nullopt where no two frames follow one another within the first 64 KiB.
std::optional<SoundHeader> find_mp3_header(HeaderBytes& bytes, std::uint64_t begin);

/// Streams that one file may hold. Throws DataError beyond.
constexpr std::size_t kMaxStreams = 1'000;
inline void add_stream(HeaderBytes& bytes, std::vector<SoundHeader>& streams, SoundHeader stream) {
    if (streams.size() == kMaxStreams)
        bytes.refuse("holds more than " + std::to_string(kMaxStreams) +
                     " joined streams; cut it into parts");
    streams.push_back(std::move(stream));
}
/// The first of them, which holds the others.
inline SoundHeader joined(std::vector<SoundHeader> streams) {
    SoundHeader first = std::move(streams.front());
    first.further.assign(streams.begin() + 1, streams.end());
    return first;
}

}  // namespace affetto::detail
