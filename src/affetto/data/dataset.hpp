#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/data/clips.hpp"

namespace affetto {

/// Something that a bulk stage could not use, reported and counted.
struct SkippedFile {
    std::string path;
    std::string reason;
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
};

/// A data set that Affetto can read. To add one, write its reader and a row of the table in
/// dataset.cpp.
struct DatasetReader {
    std::string_view name;  ///< as `--dataset` takes it
    std::string_view root;  ///< what `--root` must name, for help and messages
    DatasetListing (*list)(const Path& root);
};

std::span<const DatasetReader> dataset_readers();

/// Runs the reader called `dataset` and enforces what all listings promise: a group lies in one
/// split only, one file in one group only (later rows that say otherwise are skipped with a
/// reason). Throws UsageError where no such reader exists, DataError where the layout is not the
/// data set's or no clip is left.
DatasetListing list_dataset(std::string_view dataset, const Path& root);

/// Makes clip ids out of file names: characters that a file name should not have become '_',
/// separators '-', and a name met before gets a number.
class ClipIds {
public:
    std::string make(std::string_view name);

private:
    std::vector<std::string> used_;  // sorted
};

}  // namespace affetto
