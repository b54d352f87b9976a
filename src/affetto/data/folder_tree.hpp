#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/csv.hpp"
#include "affetto/core/file.hpp"

namespace affetto {

/// What the copies of a data set agree on in a name: its letters and digits, the ASCII ones in
/// lower case. "annotations averaged per song" and "Annotations_averaged_per_song" have one key.
std::string name_key(std::string_view name);

/// The column whose name has the key of `name`; nullopt where there is none.
std::optional<std::size_t> find_column(const CsvTable& table, std::string_view name);
/// Throws DataError naming the file, the missing column and those present.
std::size_t require_column(const CsvTable& table, std::string_view name);

/// The files and folders of a data set, to be found wherever a copy has them: in the root or up to
/// kDepth levels of wrapping folders below it. A place is the end of a path, such as
/// "song_level/songs.csv", compared by name_key; the shallowest match is taken, then the first by
/// name. Hidden names are passed over.
class FolderTree {
public:
    static constexpr int kDepth = 6;

    /// Throws DataError where `root` is no folder, cannot be listed or holds so much that it cannot
    /// be the data set's own folder.
    explicit FolderTree(const Path& root);

    /// The first of `places` that is there, relative to the root.
    std::optional<Path> find_file(std::span<const std::string_view> places) const;
    std::optional<Path> find_file(std::string_view place) const {
        return find_file(std::span(&place, 1));
    }
    /// The first of `places` that is a folder with sound files straight in it.
    std::optional<Path> find_sound_folder(std::span<const std::string_view> places) const;

    /// The same, but throw DataError saying what was looked for and where.
    Path require_file(std::span<const std::string_view> places) const;
    Path require_file(std::string_view place) const { return require_file(std::span(&place, 1)); }
    Path require_sound_folder(std::span<const std::string_view> places) const;

private:
    struct Entry {
        Path path;  // relative to the root
        std::vector<std::string> keys;
        bool is_folder = false;
        bool has_sound = false;
    };
    template <class Wanted>
    std::optional<Path> find(std::span<const std::string_view> places, Wanted wanted) const;
    void list(std::size_t folder);

    Path root_;
    std::vector<Entry> entries_;  // level by level, each sorted by name
};

}  // namespace affetto
