#include "affetto/data/song_ratings.hpp"

#include <set>

#include "affetto/core/csv.hpp"
#include "affetto/data/bad_row.hpp"
#include "affetto/data/folder_tree.hpp"
#include "affetto/data/rating_row.hpp"

namespace affetto {

void read_song_ratings(const Path& root, const Path& file, const RatingColumns& columns,
                       std::vector<SongRating>& songs, DatasetListing& listing) {
    const CsvTable table = read_csv(root / file);
    const std::size_t song_column = require_column(table, "song_id");
    const std::size_t valence = require_column(table, columns.valence_mean);
    const std::size_t arousal = require_column(table, columns.arousal_mean);
    const auto valence_sd = find_column(table, columns.valence_sd);
    const auto arousal_sd = find_column(table, columns.arousal_sd);
    listing.found.push_back({display(file), "rows", table.rows.size()});
    std::set<int> seen;
    for (const SongRating& song : songs) seen.insert(song.song);
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const RatingRow row(table, i);
        try {
            SongRating song;
            song.song = row.number(song_column);
            song.where = row.where();
            song.emotion = row.emotion(valence, arousal);
            song.valence_sd = row.spread(valence_sd);
            song.arousal_sd = row.spread(arousal_sd);
            if (!seen.insert(song.song).second)
                throw BadRow("song " + std::to_string(song.song) + " has a row already");
            songs.push_back(std::move(song));
        } catch (const BadRow& error) {
            listing.skipped.push_back({display(file), row.where() + error.what()});
        }
    }
}

std::string song_clip_id(int song) { return "song_" + zero_padded(song, 4); }

void add_songs(const std::vector<SongRating>& songs, MusicFolder& sounds,
               const AnnotationCurves& curves, DatasetListing& listing) {
    listing.found.push_back({display(sounds.folder()), "sound files", sounds.size()});
    std::set<int> rated;
    for (const SongRating& song : songs) {
        rated.insert(song.song);
        const std::string name = std::to_string(song.song);
        const std::optional<Path> file = sounds.take(name);
        if (!file) {
            listing.skipped.push_back({sounds.name_of_missing(name, ".mp3"),
                                       song.where + "no such file, and none of that name with " +
                                           "another sound ending"});
            continue;
        }
        ListedClip clip;
        clip.id = song_clip_id(song.song);
        clip.source = *file;
        clip.emotion = song.emotion;
        clip.valence_sd = song.valence_sd;
        clip.arousal_sd = song.arousal_sd;
        clip.label_source = LabelSource::song;
        clip.group = clip.id;
        const auto curve = curves.of_song.find(song.song);
        if (curve != curves.of_song.end()) clip.curve = curve->second;
        listing.clips.push_back(std::move(clip));
    }
    sounds.report_rest("no usable row in the song-level annotations", listing.skipped);

    listing.notes.insert(listing.notes.end(), curves.notes.begin(), curves.notes.end());
    std::size_t without_rating = 0;
    for (const auto& entry : curves.of_song) without_rating += rated.contains(entry.first) ? 0 : 1;
    if (without_rating > 0)
        listing.notes.push_back(std::to_string(without_rating) +
                                " songs of the dynamic annotations have no usable row in the "
                                "song-level ones and are left out");
}

}  // namespace affetto
