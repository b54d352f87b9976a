#include "affetto/pipeline/chunk_collection.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "affetto/core/text.hpp"
#include "affetto/data/chunk_clip.hpp"
#include "affetto/pipeline/sound_work.hpp"

namespace affetto {

void for_each_chunk(const ChunkCollection& collection, const ChunkConfig& config,
                    const std::function<void(const Clip&, const MeasuredChunk&)>& visit) {
    for (const CollectedRecording& recording : collection.items)
        for (const MeasuredChunk& measured : recording.cut.chunks) {
            Clip clip = clip_of_chunk(recording.listed, measured.chunk);
            clip.path = chunk_path(recording.listed, measured.chunk, config);
            visit(clip, measured);
        }
}

Json describe(const ChunkCollection& collection, const ChunkConfig& config) {
    struct Length {
        int chunks = 0;
        double seconds = 0;
    };
    std::map<double, Length> lengths;
    std::map<LabelSource, int> sources;
    SplitCounts splits;
    int chunks = 0, labelled = 0, clipped = 0;
    double seconds = 0, level_sum = 0;
    double lowest = std::numeric_limits<double>::infinity(), highest = -lowest, peak = 0;
    for_each_chunk(collection, config, [&](const Clip& clip, const MeasuredChunk& measured) {
        ++chunks;
        labelled += clip.emotion ? 1 : 0;
        clipped += measured.peak > 1 ? 1 : 0;
        seconds += clip.duration;
        level_sum += measured.level_db;
        lowest = std::min(lowest, measured.level_db);
        highest = std::max(highest, measured.level_db);
        peak = std::max(peak, measured.peak);
        splits.add(clip.split, clip.emotion);
        ++sources[clip.label_source];
        Length& length = lengths[clip.duration];
        ++length.chunks;
        length.seconds += clip.duration;
    });

    std::size_t silent = 0, remainders = 0;
    double source_seconds = 0;
    std::set<std::string> groups;
    std::map<std::string, int> formats;
    for (const CollectedRecording& recording : collection.items) {
        silent += recording.cut.silent;
        remainders += recording.cut.remainders;
        source_seconds += recording.cut.seconds;
        groups.insert(recording.listed.group);
        ++formats[recording.cut.format];
    }

    Json json = {{"clips", chunks},
                 {"labelled", labelled},
                 {"groups", groups.size()},
                 {"hours", seconds / 3600},
                 {"recordings", collection.items.size()},
                 {"recorded_hours", source_seconds / 3600},
                 {"splits", splits.to_json()}};
    for (const LabelSource source :
         {LabelSource::dynamic, LabelSource::song, LabelSource::inferred, LabelSource::none})
        json["label_sources"][std::string(name_of(source))] = sources[source];
    json["lengths"] = Json::array();
    constexpr std::size_t kListedLengths = 100;  // remainders that are kept have any length
    for (const auto& [length, found] : lengths)
        if (json["lengths"].size() < kListedLengths)
            json["lengths"].push_back(
                {{"seconds", length}, {"clips", found.chunks}, {"hours", found.seconds / 3600}});
    json["level_db"] = {
        {"mean", level_sum / std::max(1, chunks)}, {"lowest", lowest}, {"highest", highest}};
    json["peak"] = peak;
    json["clipped_clips"] = clipped;
    json["silent_chunks_left_out"] = silent;
    json["remainders_left_out"] = remainders;
    json["source_formats"] = Json::object();
    for (const auto& [format, count] : formats) json["source_formats"][format] = count;
    json["duplicates"] = to_json(collection.duplicates);
    return json;
}

}  // namespace affetto
