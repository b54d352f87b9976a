#include "affetto/data/emomusic.hpp"

#include <array>
#include <map>
#include <set>

#include "affetto/core/text.hpp"
#include "affetto/data/bad_row.hpp"
#include "affetto/data/folder_tree.hpp"
#include "affetto/data/rating_row.hpp"
#include "affetto/data/song_ratings.hpp"

namespace affetto {
namespace {

constexpr std::string_view kSongLevel = "static_annotations.csv";
constexpr std::string_view kSongsInfo = "songs_info.csv";
constexpr std::array<std::string_view, 3> kSound = {"clips_45seconds", "clips_45sec", "clips"};
constexpr RatingColumns kColumns = {"mean_valence", "std_valence", "mean_arousal", "std_arousal"};

struct SongInfo {
    std::string artist;  // empty where unknown
    std::string set;     // development or evaluation
};

/// One artist may stand there with other blanks, tabs or letter cases.
std::string artist_key(std::string_view text) {
    std::string key;
    for (const char c : to_lower(trim(text))) {
        const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!blank)
            key += c;
        else if (key.back() != ' ')
            key += ' ';
    }
    return printable(key);
}

std::map<int, SongInfo> read_songs_info(const Path& root, const Path& file,
                                        DatasetListing& listing) {
    const CsvTable table = read_csv(root / file);
    const std::size_t song = require_column(table, "song_id");
    const std::size_t artist = require_column(table, "Artist");
    const std::size_t set = require_column(table, "Mediaeval 2013 set");
    listing.found.push_back({display(file), "rows", table.rows.size()});
    std::map<int, SongInfo> songs;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const RatingRow row(table, i);
        try {
            SongInfo info{artist_key(row.text(artist)), to_lower(row.text(set))};
            const int number = row.number(song);
            if (info.set != "development" && info.set != "evaluation")
                throw BadRow(table.header[set] + " must be development or evaluation, got \"" +
                             printable(info.set) + "\"");
            if (!songs.emplace(number, std::move(info)).second)
                throw BadRow("song " + std::to_string(number) + " has a row already");
        } catch (const BadRow& error) {
            listing.notes.push_back(row.where() + error.what() + "; the row is not used");
        }
    }
    return songs;
}

/// Sets groups and official splits.
void apply_songs_info(const std::vector<SongRating>& songs, const std::map<int, SongInfo>& infos,
                      DatasetListing& listing) {
    std::map<std::string, std::set<std::string>> sets_of_artist;
    std::map<std::string, const SongInfo*> info_of_clip;
    for (const SongRating& song : songs) {
        const auto found = infos.find(song.song);
        if (found == infos.end()) continue;
        info_of_clip[song_clip_id(song.song)] = &found->second;
        if (!found->second.artist.empty())
            sets_of_artist[found->second.artist].insert(found->second.set);
    }
    std::size_t unknown = 0, divided = 0;
    for (ListedClip& clip : listing.clips) {
        const auto found = info_of_clip.find(clip.id);
        if (found == info_of_clip.end()) {
            ++unknown;
            continue;
        }
        const SongInfo& info = *found->second;
        if (info.set == "evaluation") clip.split = Split::test;
        if (info.artist.empty()) continue;
        const bool both = sets_of_artist[info.artist].size() > 1;
        clip.group = both ? info.artist + " (" + info.set + ")" : info.artist;
    }
    for (const auto& entry : sets_of_artist) divided += entry.second.size() > 1 ? 1 : 0;
    if (unknown > 0)
        listing.notes.push_back(std::to_string(unknown) + " songs have no usable row in " +
                                std::string(kSongsInfo) +
                                ": each is a group of its own and in no official set");
    if (divided > 0)
        listing.notes.push_back(std::to_string(divided) +
                                " artists have songs in both official sets: their songs of one "
                                "set are a group, so that the sets stay whole");
}

AnnotationCurves read_curves(const Path& root, const FolderTree& tree, DatasetListing& listing) {
    const auto at_root = [&](const std::optional<Path>& file) {
        return file ? std::optional(root / *file) : std::nullopt;
    };
    const auto valence = tree.find_file("valence_cont_average.csv");
    const auto arousal = tree.find_file("arousal_cont_average.csv");
    if (!valence || !arousal) {
        listing.notes.push_back(
            std::string("no dynamic annotations (") +
            (valence ? "arousal_cont_average.csv" : "valence_cont_average.csv") +
            " is not there): chunks take the label of their song");
        return {};
    }
    AnnotationCurves curves = read_annotation_curves(
        {root / *valence, root / *arousal, at_root(tree.find_file("valence_cont_std.csv")),
         at_root(tree.find_file("arousal_cont_std.csv"))});
    listing.found.push_back({display(*valence), "rows", curves.rows});
    return curves;
}

}  // namespace

DatasetListing list_emomusic(const Path& root) {
    DatasetListing listing;
    listing.dataset = "emomusic";
    listing.kind = "sound";
    listing.credit =
        "EmoMusic, 1000 songs for emotional analysis of music (Soleymani et al., CrowdMM 2013)";
    const FolderTree tree(root);
    std::vector<SongRating> songs;
    read_song_ratings(root, tree.require_file(kSongLevel), kColumns, songs, listing);
    MusicFolder sounds(root, tree.require_sound_folder(kSound), "sound");
    add_songs(songs, sounds, read_curves(root, tree, listing), listing);
    if (const auto info = tree.find_file(kSongsInfo))
        apply_songs_info(songs, read_songs_info(root, *info, listing), listing);
    else
        listing.notes.push_back(std::string(kSongsInfo) +
                                " is not there: no official splits, and each song is a group");
    return listing;
}

}  // namespace affetto
