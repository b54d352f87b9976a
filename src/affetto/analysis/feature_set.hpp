#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace affetto {

/// One measured property of music.
struct FeatureInfo {
    std::string_view name;       ///< "notes_per_second"
    std::string_view unit;       ///< "1/s"; "" for a share or an index
    std::string_view meaning;    ///< one line for people
    bool uses_loudness = false;  ///< another value where all is played or turned up louder
};

/// The features that can be measured of one kind of music, in the order of FeatureVector::values.
struct FeatureSet {
    std::string_view name;  ///< "score"
    int version = 1;        ///< raised whenever known music would get other values than before
    std::span<const FeatureInfo> infos;

    std::size_t size() const { return infos.size(); }
    /// The place of a feature in a vector.
    std::optional<std::size_t> index_of(std::string_view feature) const;
};

/// score_feature_set() or sound_feature_set(), by its name; null for another name.
const FeatureSet* find_feature_set(std::string_view name);

struct FeatureVector {
    std::vector<double> values;  ///< as many as its set has, all finite
};

}  // namespace affetto
