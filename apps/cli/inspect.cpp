#include "affetto/pipeline/inspect.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/foreign_text.hpp"
#include "affetto/core/text.hpp"
#include "options.hpp"

namespace affetto::cli {
namespace {

constexpr std::size_t kShownItems = 12;  // of a list; --json has them all

/// A number with as many digits as a person wants, a word, or "none" for null.
std::string word_of(const Json& value) {
    if (value.is_null()) return "none";
    if (value.is_string()) return shortened(value.get<std::string>());
    if (!value.is_number_float()) return value.dump(-1, ' ', false, Json::error_handler_t::replace);
    constexpr double kPlaces = 4, kSmallest = 1e-30, kLargest = 1e9;
    const auto number = value.get<double>(), size = std::abs(number);
    if (size < kSmallest || size > kLargest) return format_number(number);
    // Four places after the point, or four digits of what is smaller than one.
    const double scale =
        std::pow(10, std::max(kPlaces, kPlaces - 1 - std::floor(std::log10(size))));
    return format_number(std::round(number * scale) / scale);
}

bool is_flat(const Json& value) {
    return std::none_of(value.begin(), value.end(),
                        [](const Json& part) { return part.is_structured() && !part.empty(); });
}

std::string more_than_shown(std::size_t count) {
    return "... and " + std::to_string(count - kShownItems) + " more (--json)";
}

/// A list or an object without further ones in it, on one line.
std::string line_of(const Json& value) {
    if (!value.is_structured()) return word_of(value);
    if (value.empty()) return "none";
    std::string line;
    std::size_t shown = 0;
    for (const auto& item : value.items()) {
        if (value.is_array() && shown == kShownItems)
            return line + ", " + more_than_shown(value.size());
        line += shown++ > 0 ? ", " : "";
        if (value.is_object()) line += shortened(item.key()) + " ";
        line += item.value().is_structured() ? "none" : word_of(item.value());
    }
    return line;
}

/// A line a value under its path; what is nested is opened until a line holds it.
void append_lines(std::string& text, const std::string& path, const Json& value) {
    if (!value.is_structured() || is_flat(value)) {
        text += path + ": " + line_of(value) + "\n";
        return;
    }
    std::size_t shown = 0;
    for (const auto& item : value.items()) {
        if (value.is_array() && shown++ == kShownItems) {
            text += path + ": " + more_than_shown(value.size()) + "\n";
            return;
        }
        append_lines(text, path + "." + shortened(item.key()), item.value());
    }
}

}  // namespace

void add_inspect(CLI::App& app, Session& session) {
    CLI::App* command =
        add_command(app, session, "inspect",
                    "What a file or folder is: a score, sound, clips, latents, codes, ...",
                    {"affetto inspect song.mid\n"
                     "affetto inspect recording.mp3\n"
                     "affetto inspect latents\n"
                     "affetto inspect --json model"});
    auto path = std::make_shared<Path>();
    add_path(*command, "path", *path, "PATH",
             "A file (MIDI, WAV, FLAC, OGG, MP3, AIFF, .ecdc, safetensors, JSON, CSV) or a folder "
             "that a "
             "command of Affetto wrote")
        ->required();
    command->callback([path, &session] {
        session.run = [path] {
            const Json found = inspect(*path);
            std::string text;
            for (const auto& item : found.items())
                append_lines(text, shortened(item.key()), item.value());
            return Outcome{text, found};
        };
    });
}

}  // namespace affetto::cli
