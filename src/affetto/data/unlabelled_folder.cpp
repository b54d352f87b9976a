#include "affetto/data/unlabelled_folder.hpp"

#include <algorithm>
#include <map>

#include "affetto/core/error.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/data/music_folder.hpp"

namespace affetto {
namespace {

struct FoundMusic {
    std::map<std::string, std::vector<Path>, std::less<>> files;  ///< by kind, relative to the root
    std::size_t others = 0;
    std::vector<SkippedFile> skipped;
};

FoundMusic find_music(const Path& root) {
    FoundMusic found;
    std::vector<Path> folders = {Path()};
    while (!folders.empty()) {
        throw_if_interrupted();
        const Path folder = std::move(folders.back());
        folders.pop_back();
        std::error_code error;
        for (const auto& item : std::filesystem::directory_iterator(root / folder, error)) {
            const Path path = folder / item.path().filename();
            if (display(path.filename()).front() == '.') continue;
            std::error_code gone;
            if (item.is_directory(gone)) {
                if (!item.is_symlink(gone)) folders.push_back(path);
            } else if (const std::string_view kind = music_kind_of(path);
                       !kind.empty() && item.is_regular_file(gone)) {
                found.files[std::string(kind)].push_back(path);
            } else {
                ++found.others;
            }
        }
        if (error && folder.empty())
            throw DataError(display(root) + ": cannot list the folder (" + error.message() + ")");
        if (error)
            found.skipped.push_back({display(folder), "cannot list it (" + error.message() + ")"});
    }
    for (auto& [kind, files] : found.files) std::sort(files.begin(), files.end());
    return found;
}

}  // namespace

DatasetListing list_unlabelled_folder(const Path& root, std::string_view kind) {
    if (!std::filesystem::is_directory(root))
        throw DataError(display(root) +
                        ": not a folder; --dataset folder takes a folder of MIDI or sound files, "
                        "--dataset manifest a CSV");
    FoundMusic found = find_music(root);
    const std::size_t scores = found.files["score"].size(), sounds = found.files["sound"].size();
    if (kind.empty() && scores > 0 && sounds > 0)
        throw DataError(display(root) + ": holds " + std::to_string(scores) + " scores and " +
                        std::to_string(sounds) +
                        " sounds; one run reads one kind: choose it with --kind score or --kind "
                        "sound");
    DatasetListing listing;
    listing.dataset = "folder";
    listing.kind = !kind.empty() ? std::string(kind) : scores > 0 ? "score" : "sound";
    const std::vector<Path>& files = found.files[listing.kind];
    const std::size_t other_kind = scores + sounds - files.size();
    listing.found = {{".", listing.kind + " files", files.size()}};
    if (files.empty())
        throw DataError(display(root) + ": no " + listing.kind + " files in it or below it (" +
                        music_endings(listing.kind) + ")");
    ClipIds ids;
    for (const Path& path : files) {
        ListedClip clip;
        clip.id = ids.make(display(Path(path).replace_extension()));
        clip.source = root / path;
        clip.group = display(path);
        listing.clips.push_back(std::move(clip));
    }
    listing.skipped = std::move(found.skipped);
    listing.notes.emplace_back(
        "a folder without labels: each file is unlabelled and a group of its own; a manifest says "
        "more (--dataset manifest)");
    if (other_kind > 0)
        listing.notes.push_back(std::to_string(other_kind) +
                                " files of the other kind are left out");
    if (found.others > 0)
        listing.notes.push_back(std::to_string(found.others) +
                                " files are neither MIDI nor sound by their names");
    return listing;
}

}  // namespace affetto
