#include "affetto/pipeline/clip_collection.hpp"

#include <algorithm>
#include <set>

#include "affetto/analysis/grid.hpp"
#include "affetto/data/splits.hpp"

namespace affetto {
namespace {

using IndicesOfContent = std::map<std::string, std::vector<std::size_t>>;

IndicesOfContent same_notes(const std::vector<CollectedClip>& clips) {
    IndicesOfContent found;
    for (std::size_t i = 0; i < clips.size(); ++i) found[clips[i].measures.content].push_back(i);
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
            const std::string& next = parent_.try_emplace(at, at).first->second;
            if (next == at) return at;
            at = next;
        }
    }
    void join(const std::string& a, const std::string& b) { parent_[root(b)] = root(a); }

private:
    std::map<std::string, std::string> parent_;
};

/// Groups without a split of the data set's own that share music become one group.
void join_groups(std::vector<CollectedClip>& clips, const IndicesOfContent& same) {
    std::set<std::string> official;
    for (const CollectedClip& clip : clips)
        if (clip.listed.split) official.insert(clip.listed.group);
    GroupUnion groups;
    for (const auto& [content, indices] : same) {
        const ListedClip* first = nullptr;
        for (const std::size_t i : indices) {
            if (official.contains(clips[i].listed.group)) continue;
            if (first != nullptr) groups.join(first->group, clips[i].listed.group);
            if (first == nullptr) first = &clips[i].listed;
        }
    }
    for (CollectedClip& clip : clips) clip.listed.group = groups.root(clip.listed.group);
}

void decide_splits(std::vector<CollectedClip>& clips, Random& rng) {
    std::vector<ListedClip> listed;
    listed.reserve(clips.size());
    for (CollectedClip& clip : clips) listed.push_back(std::move(clip.listed));
    assign_splits(listed, rng);
    for (std::size_t i = 0; i < clips.size(); ++i) clips[i].listed = std::move(listed[i]);
}

Json counts_of_split(const std::vector<CollectedClip>& clips, Split split) {
    int total = 0, unlabelled = 0;
    int per_quadrant[kNumQuadrants] = {};
    for (const CollectedClip& clip : clips) {
        if (clip.listed.split != split) continue;
        ++total;
        if (clip.listed.emotion)
            ++per_quadrant[static_cast<int>(quadrant_of(*clip.listed.emotion))];
        else
            ++unlabelled;
    }
    Json counts = {{"clips", total}};
    for (int q = 0; q < kNumQuadrants; ++q)
        counts[std::string(name_of(static_cast<Quadrant>(q)))] = per_quadrant[q];
    counts["unlabelled"] = unlabelled;
    return counts;
}

Json describe_time_base(const std::vector<CollectedClip>& clips) {
    int on_grid = 0;
    double share = 0;
    for (const CollectedClip& clip : clips) {
        on_grid += clip.measures.on_grid ? 1 : 0;
        share += clip.measures.share_on_grid;
    }
    return {{"clips_on_grid", on_grid},
            {"mean_share_of_onsets_on_grid", share / static_cast<double>(clips.size())},
            {"tolerance_beats", kGridTolerance},
            {"clip_is_on_grid_from_share", kOnGridShare}};
}

}  // namespace

ClipCollection collect_clips(std::vector<CollectedClip> clips, Random& rng) {
    const IndicesOfContent same = same_notes(clips);
    join_groups(clips, same);
    decide_splits(clips, rng);

    ClipCollection collection;
    std::set<std::size_t> dropped;
    for (const auto& [content, indices] : same) {
        // The enumeration runs from the largest split to the smallest.
        std::size_t best = indices.front();
        for (const std::size_t i : indices)
            if (*clips[i].listed.split > *clips[best].listed.split) best = i;
        Duplicates found;
        for (const std::size_t i : indices) {
            const ListedClip& clip = clips[i].listed;
            if (clip.split == clips[best].listed.split) {
                found.kept.push_back(clip.id);
                continue;
            }
            found.dropped.push_back(clip.id);
            dropped.insert(i);
            collection.dropped.push_back(
                {display(clip.source), "the same notes as " + clips[best].listed.id + " in split " +
                                           std::string(name_of(*clips[best].listed.split))});
        }
        collection.duplicates.push_back(std::move(found));
    }
    for (std::size_t i = 0; i < clips.size(); ++i)
        if (!dropped.contains(i)) collection.clips.push_back(std::move(clips[i]));
    return collection;
}

std::string time_base_of(const std::vector<CollectedClip>& clips) {
    const auto on_grid = std::count_if(clips.begin(), clips.end(), [](const CollectedClip& clip) {
        return clip.measures.on_grid;
    });
    return 2 * static_cast<std::size_t>(on_grid) > clips.size() ? "beats" : "seconds";
}

Json describe(const ClipCollection& collection) {
    const std::vector<CollectedClip>& clips = collection.clips;
    double seconds = 0;
    std::int64_t notes = 0;
    int labelled = 0, with_drums = 0;
    std::set<std::string> groups;
    std::map<int, int> by_parts, by_program;
    for (const CollectedClip& clip : clips) {
        seconds += clip.measures.duration;
        notes += clip.measures.notes;
        labelled += clip.listed.emotion ? 1 : 0;
        with_drums += clip.measures.drums ? 1 : 0;
        groups.insert(clip.listed.group);
        ++by_parts[clip.measures.parts];
        for (const int program : clip.measures.programs) ++by_program[program];
    }
    Json json;
    json["time_base"] = time_base_of(clips);
    json["time_base_measured"] = describe_time_base(clips);
    json["clips"] = clips.size();
    json["labelled"] = labelled;
    json["groups"] = groups.size();
    json["hours"] = seconds / 3600;
    json["notes"] = notes;
    for (const Split split : {Split::train, Split::validation, Split::test})
        json["splits"][std::string(name_of(split))] = counts_of_split(clips, split);
    json["clips_by_number_of_parts"] = Json::object();
    for (const auto& [parts, count] : by_parts)
        json["clips_by_number_of_parts"][std::to_string(parts)] = count;
    json["clips_by_program"] = Json::object();
    for (const auto& [program, count] : by_program)
        json["clips_by_program"][std::to_string(program)] = count;
    json["clips_with_drums"] = with_drums;
    json["duplicates"] = Json::array();
    for (const Duplicates& same : collection.duplicates)
        json["duplicates"].push_back({{"kept", same.kept}, {"dropped", same.dropped}});
    return json;
}

}  // namespace affetto
