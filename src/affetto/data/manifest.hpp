#pragma once

#include "affetto/data/dataset.hpp"

namespace affetto {

/// A user's own data: a CSV with a header and one row a clip.
///
/// | column | meaning |
/// | --- | --- |
/// | `path` | a MIDI or sound file, absolute or relative to the CSV; required |
/// | `valence`, `arousal` | numbers on the scale `scale`; both or neither |
/// | `scale` | their range, `low..high`, rescaled to [-1, 1]; empty: `-1..1` |
/// | `label` | an emotion's name or a quadrant; decides valence and arousal where these are empty |
/// | `labels` | a distribution, `happy:0.7;calm:0.3`, in place of `label` |
/// | `start`, `end` | seconds: the window of the file that is the clip |
/// | `group` | clips of one group never cross splits; empty: the file |
/// | `split` | train, validation or test; empty: drawn |
///
/// The names of columns may have any case; columns without a name are left out; backslashes in a
/// path separate folders where no file is called so. `notes` says how a table was understood that
/// is not plain CSV (core/csv.hpp).
///
/// A row without any label is unlabelled music. A row that cannot be used (a number that is not
/// one, a value out of its range, an unknown word, a missing file) is skipped with its line and the
/// reason. `kind` ("score" or "sound") says which files are wanted, the others are skipped then;
/// where it is empty the first usable row decides, and a later one of the other kind is an error.
/// Throws DataError for such a mix, where `path` is missing or a column is unknown or doubled, and
/// where most of three or more rows without a scale have ratings outside -1..1.
DatasetListing list_manifest(const Path& root, std::string_view kind);

enum class FurtherColumns { refused, accepted };

/// The same, with a choice on columns that the table above does not have. `root` is the CSV or the
/// folder of a manifest.csv.
DatasetListing read_manifest(const Path& root, std::string_view kind, FurtherColumns further);

}  // namespace affetto
