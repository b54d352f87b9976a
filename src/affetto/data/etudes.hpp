#pragma once

#include "affetto/data/dataset.hpp"

namespace affetto {

/// The embedded corpus as `affetto corpus` writes it: a manifest.csv whose further columns (cue
/// values, twins, form) are for people and tests, and one MIDI file a row. The music and its labels
/// are synthetic.
DatasetListing list_etudes(const Path& root);

}  // namespace affetto
