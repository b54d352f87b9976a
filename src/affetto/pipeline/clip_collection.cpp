#include "affetto/pipeline/clip_collection.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "affetto/analysis/grid.hpp"

namespace affetto {
namespace {

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

std::string time_base_of(const std::vector<CollectedClip>& clips) {
    const auto on_grid = std::count_if(clips.begin(), clips.end(), [](const CollectedClip& clip) {
        return clip.measures.on_grid;
    });
    return 2 * static_cast<std::size_t>(on_grid) > clips.size() ? "beats" : "seconds";
}

Json describe(const ClipCollection& collection) {
    const std::vector<CollectedClip>& clips = collection.items;
    double seconds = 0;
    std::int64_t notes = 0;
    int labelled = 0, with_drums = 0;
    std::set<std::string> groups;
    std::map<int, int> by_parts, by_program;
    SplitCounts splits;
    for (const CollectedClip& clip : clips) {
        splits.add(*clip.listed.split, clip.listed.emotion);
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
    json["splits"] = splits.to_json();
    json["clips_by_number_of_parts"] = Json::object();
    for (const auto& [parts, count] : by_parts)
        json["clips_by_number_of_parts"][std::to_string(parts)] = count;
    json["clips_by_program"] = Json::object();
    for (const auto& [program, count] : by_program)
        json["clips_by_program"][std::to_string(program)] = count;
    json["clips_with_drums"] = with_drums;
    json["duplicates"] = to_json(collection.duplicates);
    return json;
}

}  // namespace affetto
