#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/core/random.hpp"
#include "affetto/data/dataset.hpp"

namespace affetto {

/// Clips with the same content. `dropped` are those left out because they lay in another split.
struct Duplicates {
    std::vector<std::string> kept;
    std::vector<std::string> dropped;
};

/// What became of clips when their splits were decided.
struct DealtSplits {
    std::vector<std::size_t> kept;  ///< indices, rising
    std::vector<Duplicates> duplicates;
    std::vector<SkippedFile> dropped;  ///< the dropped duplicates with the clip that was kept
};

/// Gives every clip its split by assign_splits. Clips with one of `contents` (one for each clip:
/// equal for equal music) never lie in two splits: where splits are drawn their groups are joined,
/// where the data set brings its own the copy in the smaller split (test, then validation) is kept.
/// `same` names what they share, for reasons ("the same notes").
DealtSplits deal_splits(std::vector<ListedClip>& clips, const std::vector<std::string>& contents,
                        std::string_view same, Random& rng);

/// The music of a data set, each piece read, with splits decided and duplicates dealt with. An Item
/// has `listed`, a ListedClip whose split is decided then, and `content()`, equal for equal music.
template <class Item>
struct Collection {
    std::vector<Item> items;  ///< in the order of the listing
    std::vector<Duplicates> duplicates;
    std::vector<SkippedFile> dropped;  ///< the dropped duplicates with the clip that was kept
};

/// deal_splits() on items.
template <class Item>
Collection<Item> collect(std::vector<Item> items, std::string_view same, Random& rng) {
    std::vector<ListedClip> listed;
    std::vector<std::string> contents;
    listed.reserve(items.size());
    for (Item& item : items) {
        listed.push_back(std::move(item.listed));
        contents.push_back(item.content());
    }
    DealtSplits dealt = deal_splits(listed, contents, same, rng);
    Collection<Item> collection{{}, std::move(dealt.duplicates), std::move(dealt.dropped)};
    for (const std::size_t i : dealt.kept) {
        items[i].listed = std::move(listed[i]);
        collection.items.push_back(std::move(items[i]));
    }
    return collection;
}

/// Counts for manifest.json of the clips of one split, one by one.
class SplitCounts {
public:
    void add(Split split, const std::optional<Emotion>& emotion);
    /// For each split the number of clips, per quadrant and without a label.
    Json to_json() const;

private:
    int counts_[3][kNumQuadrants + 1] = {};
};

/// What to know of splits that were drawn, from SplitCounts::to_json(): quadrants that have clips,
/// but none in validation or none in test, and a training split without any label. Empty where all
/// is well.
std::vector<std::string> remarks_on_splits(const Json& splits);

/// Whether some clip of a listing has no split of the data set's own.
bool draws_splits(const DatasetListing& listing);

Json to_json(const std::vector<Duplicates>& duplicates);

}  // namespace affetto
