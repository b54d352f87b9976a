#include "affetto/analysis/feature_set.hpp"

#include "affetto/analysis/score_features.hpp"
#include "affetto/analysis/sound_features.hpp"

namespace affetto {

std::optional<std::size_t> FeatureSet::index_of(std::string_view feature) const {
    for (std::size_t i = 0; i < infos.size(); ++i)
        if (infos[i].name == feature) return i;
    return std::nullopt;
}

const FeatureSet* find_feature_set(std::string_view name) {
    for (const FeatureSet* set : {&score_feature_set(), &sound_feature_set()})
        if (set->name == name) return set;
    return nullptr;
}

}  // namespace affetto
