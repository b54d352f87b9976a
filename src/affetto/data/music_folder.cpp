#include "affetto/data/music_folder.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "affetto/core/error.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::array<std::string_view, 5> kScoreEndings = {".mid", ".midi", ".smf", ".kar", ".rmi"};
constexpr std::array<std::string_view, 6> kSoundEndings = {".wav", ".flac", ".aiff",
                                                           ".aif", ".ogg",  ".mp3"};

std::span<const std::string_view> endings_of(std::string_view kind) {
    if (kind == "score") return kScoreEndings;
    return kSoundEndings;
}

/// The place of a file's ending in the table of its kind; the table's size where it has another.
std::size_t rank_of(std::string_view name, std::span<const std::string_view> endings) {
    const std::string ending = to_lower(display(Path(name).extension()));
    return static_cast<std::size_t>(std::find(endings.begin(), endings.end(), ending) -
                                    endings.begin());
}

/// A name that is a number loses its leading zeros.
std::string_view key_of(std::string_view name) {
    if (name.empty() || name.find_first_not_of("0123456789") != std::string_view::npos) return name;
    return name.substr(std::min(name.find_first_not_of('0'), name.size() - 1));
}

}  // namespace

std::string_view music_kind_of(const Path& file) {
    const std::string name = display(file.filename());
    for (const std::string_view kind : {"score", "sound"})
        if (rank_of(name, endings_of(kind)) < endings_of(kind).size()) return kind;
    return {};
}

std::string music_endings(std::string_view kind) {
    std::string text;
    for (const std::string_view ending : endings_of(kind))
        text += (text.empty() ? "" : ", ") + std::string(ending);
    return text;
}

MusicFolder::MusicFolder(const Path& root, Path folder, std::string_view kind)
    : root_(root), folder_(std::move(folder)), kind_(kind) {
    const auto endings = endings_of(kind);
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(root_ / folder_, error)) {
        throw_if_interrupted();
        std::string name = display(entry.path().filename());
        std::error_code gone;
        if (name.front() != '.' && rank_of(name, endings) < endings.size() &&
            entry.is_regular_file(gone))
            names.push_back(std::move(name));
    }
    if (error)
        throw DataError(display(root_ / folder_) + ": cannot list the files (" + error.message() +
                        ")");
    std::sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
        const std::size_t rank_a = rank_of(a, endings), rank_b = rank_of(b, endings);
        return rank_a != rank_b ? rank_a < rank_b : a < b;
    });
    for (std::string& name : names) {
        const std::string stem = display(Path(name).stem());
        const auto [place, fresh] = files_.try_emplace(std::string(key_of(stem)), File{name});
        if (!fresh)
            doubles_.push_back(
                {display(folder_ / name), place->second.name + " beside it is used"});
    }
}

std::optional<Path> MusicFolder::take(std::string_view name) {
    const auto found = files_.find(key_of(name));
    if (found == files_.end()) return std::nullopt;
    found->second.taken = true;
    return root_ / folder_ / found->second.name;
}

std::string MusicFolder::name_of_missing(std::string_view name, std::string_view ending) const {
    return display(folder_ / (std::string(name) + std::string(ending)));
}

void MusicFolder::report_rest(std::string_view reason, std::vector<SkippedFile>& skipped) const {
    for (const auto& entry : files_)
        if (!entry.second.taken)
            skipped.push_back({display(folder_ / entry.second.name), std::string(reason)});
    skipped.insert(skipped.end(), doubles_.begin(), doubles_.end());
}

}  // namespace affetto
