#include "affetto/audio/sound_header.hpp"

#include "affetto/audio/container_headers.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

/// Where the ID3v2 tags in front of the sound end.
std::uint64_t after_id3_tags(detail::HeaderBytes& bytes) {
    std::uint64_t at = 0;
    while (bytes.mark(at, 3) == "ID3") {
        at += detail::id3_bytes(bytes, at);
        if (at >= bytes.size()) bytes.refuse("holds a tag (ID3) and no sound, or is cut off");
    }
    return at;
}

}  // namespace

std::string_view name_of(SoundContainer container) {
    switch (container) {
        case SoundContainer::wav:
            return "wav";
        case SoundContainer::rf64:
            return "rf64";
        case SoundContainer::w64:
            return "w64";
        case SoundContainer::aiff:
            return "aiff";
        case SoundContainer::flac:
            return "flac";
        case SoundContainer::ogg:
            return "ogg";
        case SoundContainer::mp3:
            return "mp3";
    }
    return "";
}

SoundHeader read_sound_header(ByteSource& source, const std::string& name) {
    detail::HeaderBytes bytes(source, name);
    if (bytes.size() == 0) bytes.refuse("is empty, expected a sound file");
    const std::string mark = bytes.mark(0), form = bytes.mark(8);
    if ((mark == "RIFF" || mark == "RF64") && form == "WAVE") return detail::read_wav_header(bytes);
    if (mark == "riff") return detail::read_w64_header(bytes);
    if (mark == "FORM" && (form == "AIFF" || form == "AIFC"))
        return detail::read_aiff_header(bytes);
    if (mark == "OggS") return detail::read_ogg_header(bytes);
    const std::uint64_t begin = after_id3_tags(bytes);
    if (bytes.mark(begin) == "fLaC") return detail::read_flac_header(bytes, begin);
    if (const auto mp3 = detail::find_mp3_header(bytes, begin)) return *mp3;
    bytes.refuse("is no sound file, expected WAV, W64, AIFF, FLAC, OGG or MP3; it begins with '" +
                 printable(bytes.mark(0, 8)) + "'");
}

bool holds_sound(const Path& path) {
    FileSource source(path);
    try {
        (void)read_sound_header(source, "");
        return true;
    } catch (const DataError&) {
        return false;
    }
}

}  // namespace affetto
