#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/data/dataset.hpp"

namespace affetto {

/// What a file holds by its ending, in any case: "score" (.mid, .midi, .smf, .kar, .rmi) or "sound"
/// (.wav, .flac, .aiff, .aif, .ogg, .mp3); empty for anything else.
std::string_view music_kind_of(const Path& file);
/// The endings of that kind, for messages: ".mid, .midi, .smf, .kar, .rmi".
std::string music_endings(std::string_view kind);

/// The music files that lie straight in one folder of a data set, found by their names without
/// ending. Names that are numbers are found whatever their leading zeros ("7" finds "007.mp3").
/// Where a name is there twice, the ending that music_endings() names first is taken (sound:
/// without loss before with) and the other file is reported. Hidden files are passed over.
class MusicFolder {
public:
    /// `folder` is relative to `root`. Throws DataError where it cannot be listed.
    MusicFolder(const Path& root, Path folder, std::string_view kind);

    const Path& folder() const { return folder_; }
    const std::string& kind() const { return kind_; }
    std::size_t size() const { return files_.size(); }

    /// The file of that name, absolute; remembers that it was asked for.
    std::optional<Path> take(std::string_view name);
    /// How a missing file is called in reports: folder, name and the data set's usual ending.
    std::string name_of_missing(std::string_view name, std::string_view ending) const;
    /// Reports the files that nobody took, and those whose name another file has.
    void report_rest(std::string_view reason, std::vector<SkippedFile>& skipped) const;

private:
    struct File {
        std::string name;
        bool taken = false;
    };
    Path root_;
    Path folder_;
    std::string kind_;
    std::map<std::string, File, std::less<>> files_;
    std::vector<SkippedFile> doubles_;
};

}  // namespace affetto
