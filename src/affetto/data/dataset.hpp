#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "affetto/data/annotation_curve.hpp"
#include "affetto/data/clips.hpp"

namespace affetto {

/// Something that a bulk stage could not use, reported and counted.
struct SkippedFile {
    std::string path;
    std::string reason;
};

/// A file that was read, though not quite as it stands.
struct FileWarnings {
    std::string path;
    std::vector<std::string> warnings;  ///< at least one
};

/// A part of a data set that a reader found, for the report: "Set1: 360 sound files".
struct FoundPart {
    std::string path;  ///< relative to the root
    std::string what;  ///< "rows", "sound files"
    std::size_t count = 0;
};

/// One piece of a data set before its music is read: where it is and what is known about it.
struct ListedClip {
    std::string id;                    ///< is_clip_id, unique in its listing
    Path source;                       ///< absolute
    double start = 0;                  ///< seconds into the file
    std::optional<double> end;         ///< seconds; absent: to the end of the file
    std::optional<Emotion> emotion;    ///< absent for unlabelled music
    EmotionDistribution labels;        ///< where the data set names emotions
    std::optional<double> valence_sd;  ///< over raters, on the scale [-1, 1]
    std::optional<double> arousal_sd;
    LabelSource label_source = LabelSource::none;
    std::optional<AnnotationCurve> curve;  ///< how the emotion moves, where that was annotated
    std::string target;          ///< the emotion that was intended, in the data set's own words
    std::string group;           ///< clips of one group never cross splits; never empty
    std::optional<Split> split;  ///< the data set's own; absent: see assign_splits

    bool is_window() const { return start > 0 || end.has_value(); }
};

/// What a reader found in a data set's folder.
struct DatasetListing {
    std::string dataset;
    std::string kind;        ///< "score" (MIDI) or "sound"
    bool synthetic = false;  ///< labelled by construction, not by people
    std::string credit;      ///< attribution and licence; empty where only the user knows
    std::vector<ListedClip> clips;
    std::vector<SkippedFile> skipped;
    std::vector<FoundPart> found;    ///< what was there to read
    std::vector<std::string> notes;  ///< what was used only in part or decided, a sentence each
};

/// A data set that Affetto can read. To add one, write its reader and a row of the table in
/// dataset.cpp.
struct DatasetReader {
    std::string_view name;  ///< as `--dataset` takes it
    std::string_view root;  ///< what `--root` must name, for help and messages
    bool has_scores = false;
    bool has_sounds = false;
    /// `kind` is one that the data set has, or empty: what the reader finds there.
    DatasetListing (*list)(const Path& root, std::string_view kind) = nullptr;
};

std::span<const DatasetReader> dataset_readers();

/// Runs the reader called `dataset` and enforces what all listings promise: a group lies in one
/// split only, one file in one group only (later rows that say otherwise are skipped with a
/// reason). `kind` ("score" or "sound") chooses where a data set has both; empty leaves it to what
/// is there, scores first. Throws UsageError where no such reader exists or it has nothing of that
/// kind, DataError where the layout is not the data set's or no clip is left.
DatasetListing list_dataset(std::string_view dataset, const Path& root, std::string_view kind = {});

/// Makes clip ids out of file names: characters that a file name should not have become '_', bytes
/// that are no UTF-8 too, separators '-', and a name met before gets a number.
class ClipIds {
public:
    std::string make(std::string_view name);

private:
    std::unordered_set<std::string> used_;
    std::unordered_map<std::string, int> next_number_;  // of names met more than once
};

}  // namespace affetto
