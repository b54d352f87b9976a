#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/data/annotation_curve.hpp"
#include "affetto/data/dataset.hpp"
#include "affetto/data/music_folder.hpp"

namespace affetto {

/// What a data set of numbered songs says about one of them.
struct SongRating {
    int song = 0;
    Emotion emotion;
    std::optional<double> valence_sd, arousal_sd;  ///< over raters, on the scale [-1, 1]
    std::string where;                             ///< "songs.csv, line 7: "
};

/// The names of a table's columns beside `song_id`; its values lie on the nine-point scale.
struct RatingColumns {
    std::string_view valence_mean, valence_sd, arousal_mean, arousal_sd;
};

/// Appends the rows of one song-level table (`file`, relative to `root`) to `songs` and says so in
/// `listing.found`; rows that cannot be used, and second ones of a song, go to `listing.skipped`.
/// Throws DataError where a column is missing; those of spreads may be.
void read_song_ratings(const Path& root, const Path& file, const RatingColumns& columns,
                       std::vector<SongRating>& songs, DatasetListing& listing);

/// "song_0007".
std::string song_clip_id(int song);

/// Adds a clip for each song whose sound file `<number>.<ending>` is there, each song a group of
/// its own; skips the others, and reports files without a row.
void add_songs(const std::vector<SongRating>& songs, MusicFolder& sounds,
               const AnnotationCurves& curves, DatasetListing& listing);

}  // namespace affetto
