#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/emotion.hpp"
#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"

namespace affetto {

enum class Split { train, validation, test };
std::string_view name_of(Split s);                            ///< "train", "validation", "test"
std::optional<Split> split_from_name(std::string_view name);  ///< also "val", "valid", "dev"

/// How a clip's label came about.
enum class LabelSource { dynamic, song, inferred, none };
std::string_view name_of(LabelSource s);
std::optional<LabelSource> label_source_from_name(std::string_view name);

/// One row of clips.csv: a stretch of music with its label.
struct Clip {
    std::string id;                  ///< unique in its set; see is_clip_id
    Path path;                       ///< relative to the clips folder
    double start = 0;                ///< seconds into the original
    double duration = 0;             ///< seconds
    std::optional<Emotion> emotion;  ///< absent for unlabelled music
    EmotionDistribution labels;      ///< named emotions, where the data set knows them
    std::optional<double> valence_sd, arousal_sd;  ///< spread over raters or time, where known
    LabelSource label_source = LabelSource::song;
    std::string group;  ///< clips of one group never cross splits
    Split split = Split::train;
    std::string target;  ///< the emotion that was intended, in the data set's own words; empty
                         ///< where it names none. clips.csv has the column where any clip has one
};

/// What a clips folder holds: clips.csv, manifest.json and the files.
struct ClipSet {
    Path folder;
    std::vector<Clip> clips;
    Json manifest;  ///< at least dataset, kind ("score" or "sound"), time_base ("seconds" or
                    ///< "beats" for scores)

    Path file_of(const Clip& clip) const { return folder / clip.path; }
};

/// Whether `id` can name a file in every folder between the stages: not empty, at most 200 bytes of
/// UTF-8, no separators, nothing that a terminal obeys, no leading dot.
bool is_clip_id(std::string_view id);

/// A number with leading zeros, so that ids sort as numbers do: zero_padded(7, 4) is "0007".
std::string zero_padded(std::int64_t number, std::size_t digits);

/// The rows of one clips.csv. Throws DataError naming file, line and column of the fault.
std::vector<Clip> read_clip_rows(const Path& csv);
void write_clip_rows(const Path& csv, const std::vector<Clip>& clips);

/// clips.csv made row by row, where there are too many clips to hold them all.
class ClipRows {
public:
    /// `with_targets`: the table has the column `target`.
    explicit ClipRows(bool with_targets);
    void add(const Clip& clip);
    void write(const Path& csv) const;

private:
    bool with_targets_;
    std::string text_;
};

/// Reads clips.csv and manifest.json; the clips' files are not opened. Throws DataError naming
/// file, line and column of the fault.
ClipSet read_clips(const Path& folder);
/// Writes clips.csv and manifest.json into an existing folder.
void write_clips(const ClipSet& set);

}  // namespace affetto
