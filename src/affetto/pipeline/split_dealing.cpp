#include "affetto/pipeline/split_dealing.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "affetto/data/splits.hpp"

namespace affetto {
namespace {

using IndicesOfContent = std::map<std::string, std::vector<std::size_t>>;

IndicesOfContent with_the_same(const std::vector<std::string>& contents) {
    IndicesOfContent found;
    for (std::size_t i = 0; i < contents.size(); ++i) found[contents[i]].push_back(i);
    for (auto entry = found.begin(); entry != found.end();)
        entry = entry->second.size() < 2 ? found.erase(entry) : std::next(entry);
    return found;
}

/// Groups that are one because they share music: each points at another, the last at itself.
class GroupUnion {
public:
    std::string root(const std::string& group) {
        std::string at = group;
        while (true) {
            std::string& next = parent_.try_emplace(at, at).first->second;
            if (next == at) return at;
            next = parent_.at(next);  // halves the way for those that come
            at = next;
        }
    }
    void join(const std::string& a, const std::string& b) { parent_[root(b)] = root(a); }

private:
    std::map<std::string, std::string> parent_;
};

/// Groups without a split of the data set's own that share music become one group.
void join_groups(std::vector<ListedClip>& clips, const IndicesOfContent& same) {
    std::set<std::string> official;
    for (const ListedClip& clip : clips)
        if (clip.split) official.insert(clip.group);
    GroupUnion groups;
    for (const auto& [content, indices] : same) {
        const ListedClip* first = nullptr;
        for (const std::size_t i : indices) {
            if (official.contains(clips[i].group)) continue;
            if (first != nullptr) groups.join(first->group, clips[i].group);
            if (first == nullptr) first = &clips[i];
        }
    }
    for (ListedClip& clip : clips) clip.group = groups.root(clip.group);
}

}  // namespace

DealtSplits deal_splits(std::vector<ListedClip>& clips, const std::vector<std::string>& contents,
                        std::string_view same, Random& rng) {
    const IndicesOfContent equal = with_the_same(contents);
    join_groups(clips, equal);
    assign_splits(clips, rng);
    DealtSplits dealt;
    std::set<std::size_t> dropped;
    for (const auto& [content, indices] : equal) {
        // The enumeration runs from the largest split to the smallest.
        std::size_t best = indices.front();
        for (const std::size_t i : indices)
            if (*clips[i].split > *clips[best].split) best = i;
        Duplicates found;
        for (const std::size_t i : indices) {
            if (clips[i].split == clips[best].split) {
                found.kept.push_back(clips[i].id);
                continue;
            }
            found.dropped.push_back(clips[i].id);
            dropped.insert(i);
            dealt.dropped.push_back({display(clips[i].source),
                                     std::string(same) + " as " + clips[best].id + " in split " +
                                         std::string(name_of(*clips[best].split))});
        }
        dealt.duplicates.push_back(std::move(found));
    }
    for (std::size_t i = 0; i < clips.size(); ++i)
        if (!dropped.contains(i)) dealt.kept.push_back(i);
    return dealt;
}

void SplitCounts::add(Split split, const std::optional<Emotion>& emotion) {
    const int column = emotion ? static_cast<int>(quadrant_of(*emotion)) : kNumQuadrants;
    ++counts_[static_cast<int>(split)][column];
}

Json SplitCounts::to_json() const {
    Json json;
    for (const Split split : {Split::train, Split::validation, Split::test}) {
        const auto& counts = counts_[static_cast<int>(split)];
        int total = 0;
        for (const int count : counts) total += count;
        Json& row = json[std::string(name_of(split))];
        row["clips"] = total;
        for (int q = 0; q < kNumQuadrants; ++q)
            row[std::string(name_of(static_cast<Quadrant>(q)))] = counts[q];
        row["unlabelled"] = counts[kNumQuadrants];
    }
    return json;
}

std::vector<std::string> remarks_on_splits(const Json& splits) {
    const auto count = [&](const char* split, const std::string& column) {
        return splits.at(split).at(column).get<int>();
    };
    std::string text;
    for (const char* split : {"validation", "test"}) {
        std::string missing;
        for (int q = 0; q < kNumQuadrants; ++q) {
            const std::string quadrant(name_of(static_cast<Quadrant>(q)));
            const int elsewhere =
                count("train", quadrant) + count("validation", quadrant) + count("test", quadrant);
            if (elsewhere > 0 && count(split, quadrant) == 0)
                missing += (missing.empty() ? "" : ", ") + quadrant;
        }
        if (!missing.empty())
            text += (text.empty() ? "" : "; ") + std::string("no clip of ") + missing + " in the " +
                    split + " split";
    }
    if (text.empty()) return {};
    return {"the drawn splits have " + text +
            ": figures on them say nothing of these emotions; more groups, or splits of your own, "
            "would mend it"};
}

bool draws_splits(const DatasetListing& listing) {
    return std::any_of(listing.clips.begin(), listing.clips.end(),
                       [](const ListedClip& clip) { return !clip.split; });
}

Json to_json(const std::vector<Duplicates>& duplicates) {
    Json json = Json::array();
    for (const Duplicates& same : duplicates)
        json.push_back({{"kept", same.kept}, {"dropped", same.dropped}});
    return json;
}

}  // namespace affetto
