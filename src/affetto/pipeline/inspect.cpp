#include "affetto/pipeline/inspect.hpp"

#include <optional>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/midi/rmid.hpp"
#include "affetto/pipeline/inspect_codec.hpp"
#include "affetto/pipeline/inspect_folder.hpp"
#include "affetto/pipeline/inspect_score.hpp"
#include "affetto/pipeline/inspect_table.hpp"
#include "affetto/pipeline/inspect_tensors.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/audio/sound_header.hpp"
#include "affetto/pipeline/inspect_sound.hpp"
#endif

namespace affetto {
namespace {

constexpr std::size_t kMagicBytes = 64;

std::string_view as_text(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The container of a sound file by its first bytes.
std::optional<std::string> sound_format(std::string_view head) {
    for (const char* mark : {"RIFF", "RF64"})
        if (head.substr(0, 4) == mark && head.substr(8, 4) == "WAVE")
            return mark == std::string_view("RIFF") ? "wav" : "rf64";
    if (head.substr(0, 4) == "riff") return "w64";
    if (head.substr(0, 4) == "FORM" && head.substr(8, 3) == "AIF") return "aiff";
    if (head.substr(0, 4) == "fLaC") return "flac";
    if (head.substr(0, 4) == "OggS") return "ogg";
    if (head.substr(0, 3) == "ID3") return "mp3";
    // A bare MPEG audio frame: eleven set bits, layer III.
    if (head.size() > 1 && static_cast<unsigned char>(head[0]) == 0xFF &&
        (static_cast<unsigned char>(head[1]) & 0xE6) == 0xE2)
        return "mp3";
    return std::nullopt;
}

/// A safetensors file begins with the length of its header in eight bytes, the upper ones 0, and
/// the header with a brace.
bool looks_like_tensors(std::string_view head) {
    return head.size() > 8 && head.substr(4, 5) == std::string_view("\0\0\0\0{", 5);
}

Json inspect_json(const Path& path) {
    const Json content = read_json(path);
    const bool generated =
        content.is_object() && content.contains("what") && content["what"] == "affetto generated";
    Json found = {{"kind", generated ? "sidecar" : "json"}};
    if (generated)
        found.update(content);
    else
        found["content"] = content;
    return found;
}

}  // namespace

Json inspect(const Path& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        throw DataError(display(path) + ": no such file or folder");
    if (std::filesystem::is_directory(path, error)) return inspect_folder(path);
    const Bytes head = read_prefix(path, kMagicBytes);
    const std::string_view text = as_text(head);
    if (text.empty()) throw DataError(display(path) + ": the file is empty");
    if (text.substr(0, 4) == "MThd" || is_rmid(head)) return inspect_score(path);
    if (text.substr(0, 4) == "ECDC") return inspect_ecdc(path);
    if (const auto format = sound_format(text)) {
#ifdef AFFETTO_WITH_AUDIO
        return inspect_sound(path);
#else
        return {
            {"kind", "sound"}, {"format", *format}, {"bytes", std::filesystem::file_size(path)}};
#endif
    }
    if (looks_like_tensors(text)) return inspect_tensors(path);
    if (trim(text).substr(0, 1) == "{") return inspect_json(path);
    if (to_lower(path.extension().string()) == ".csv") return inspect_table(path);
#ifdef AFFETTO_WITH_AUDIO
    // An MP3 may stand behind bytes that are none of it.
    if (holds_sound(path)) return inspect_sound(path);
#endif
    throw DataError(display(path) +
                    ": not a file that Affetto knows; it knows MIDI, WAV, FLAC, OGG, MP3, AIFF, "
                    ".ecdc, safetensors, JSON and tables (.csv)");
}

}  // namespace affetto
