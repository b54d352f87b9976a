#pragma once

#include "affetto/data/dataset.hpp"

namespace affetto {

/// EMOPIA (Hung et al., ISMIR 2021): piano performances, each clip labelled with a quadrant by
/// people. Reads label.csv (ID,4Q,annotator) and, as `kind` says, midis/<ID>.mid ("score") or
/// audio/<ID>.mp3 with any sound ending ("sound"); with an empty `kind` the scores where there is
/// a folder midis, else the sound. An ID is Q<1-4>_<song>_<number>; clips of one song are one
/// group, and a quadrant stands for its centre. split/train.csv, split/val.csv and, where present,
/// split/test.csv are the official splits; with neither of the first two the clips have no split
/// yet. Rows without a file, files without a row and clips in no official list are skipped with a
/// reason. Throws DataError where label.csv, the folder of music or one of the two lists is missing
/// or a table has other columns.
DatasetListing list_emopia(const Path& root, std::string_view kind);

}  // namespace affetto
