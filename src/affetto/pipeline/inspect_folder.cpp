#include "affetto/pipeline/inspect_folder.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/pipeline/inspect_codec.hpp"
#include "affetto/pipeline/inspect_tensors.hpp"
#include "affetto/pipeline/shipped_folders.hpp"

namespace affetto {
namespace {

/// Copies the values of `keys` that `from` has.
void copy_keys(Json& to, const Json& from, std::initializer_list<const char*> keys) {
    for (const char* key : keys)
        if (from.is_object() && from.contains(key)) to[key] = from[key];
}

Json count_by_split(const CsvTable& table) {
    std::map<std::string, int> counts;
    const std::size_t column = table.require_column("split");
    for (const auto& row : table.rows) ++counts[row[column]];
    return counts;
}

/// The manifest's counts per split and quadrant, each split with its share of all clips.
Json splits_of(const Json& manifest) {
    Json splits = manifest.at("splits");
    double clips = 0;
    for (const Json& split : splits) clips += split.at("clips").get<double>();
    for (Json& split : splits)
        split["share"] = clips > 0 ? split.at("clips").get<double>() / clips : 0;
    return splits;
}

Json inspect_clips(const Path& folder) {
    const ClipSet set = read_clips(folder);
    double seconds = 0;
    for (const Clip& clip : set.clips) seconds += clip.duration;
    Json json = {{"kind", "clips"}, {"clips", set.clips.size()}, {"hours", seconds / 3600}};
    json["music"] = set.manifest.at("kind");
    copy_keys(json, set.manifest,
              {"dataset",
               "synthetic",
               "credit",
               "time_base",
               "sample_rate",
               "channels",
               "format",
               "labelled",
               "groups",
               "recordings",
               "recorded_hours",
               "notes",
               "label_sources",
               "lengths",
               "level_db",
               "peak",
               "clipped_clips",
               "silent_chunks_left_out",
               "remainders_left_out",
               "skipped_files",
               "version"});
    if (set.manifest.contains("splits")) json["splits"] = splits_of(set.manifest);
    return json;
}

/// In place of what features are normalised with, two numbers for each value, their ranges.
void shorten_statistics(Json& format) {
    if (!format.contains("statistics")) return;
    const Json statistics = std::move(format["statistics"]);
    Json json = {{"frames", statistics.at("frames")}};
    for (const char* key : {"mean", "deviation"}) {
        const auto numbers = statistics.at(key).get<std::vector<double>>();
        if (numbers.empty()) continue;
        const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
        json["lowest_" + std::string(key)] = *low;
        json["highest_" + std::string(key)] = *high;
    }
    format["statistics"] = std::move(json);
}

Json inspect_latents(const Path& folder) {
    Json json = {{"kind", "latents"}};
    const Json manifest = read_json(folder / "manifest.json");
    copy_keys(json, manifest,
              {"representation", "clips", "hours", "steps", "frames_per_second", "values", "codes",
               "dtype", "window", "dataset", "clips_folder", "format", "shards", "inferred",
               "label_sources", "version"});
    if (json.contains("format")) shorten_statistics(json["format"]);
    if (manifest.contains("skipped")) json["skipped_clips"] = manifest["skipped"].size();
    if (manifest.contains("splits")) json["splits"] = splits_of(manifest);
    return json;
}

Json inspect_model(const Path& folder) {
    if (kind_of_folder(folder) == WeightsFolder::codec) return inspect_codec(folder);
    const Json config = read_json(folder / "config.json");
    const Path weights = folder / "model.safetensors";
    const SafetensorsFile file = read_safetensors(weights);
    std::int64_t parameters = 0;
    for (const TensorEntry& tensor : file.tensors) {
        // What does not begin so belongs to the prior, which is fitted, not trained.
        if (tensor.name.rfind("model.", 0) == 0) parameters += values_of(tensor);
    }
    Json json = {{"kind", "model"}, {"parameters", parameters}};
    json["bytes"] = file.storage.size();
    json["checksum"] = checksum_state(file);
    json["sha256"] = sha256_hex(file.storage);
    copy_keys(json, config, {"representation", "window", "format", "model", "data", "version"});
    if (json.contains("format")) shorten_statistics(json["format"]);
    if (exists(folder / "manifest.json"))
        copy_keys(json["training"], read_json(folder / "manifest.json"),
                  {"steps", "epochs", "minutes", "stopped_by", "best_validation_loss"});
    return json;
}

Json inspect_generated(const Path& folder) {
    Json json = {{"kind", "generated"}};
    copy_keys(json, read_json(folder / "manifest.json"),
              {"emotion", "model", "model_sha256", "representation", "seed", "seconds", "count",
               "files", "version"});
    return json;
}

Json inspect_evaluation(const Path& folder) {
    Json json = {{"kind", "evaluation"}};
    json["report"] = exists(folder / "report.html");
    json["metrics"] = read_json(folder / "metrics.json");
    return json;
}

Json inspect_corpus(const Path& folder) {
    const CsvTable table = read_csv(folder / "manifest.csv");
    Json json = {{"kind", "corpus"}, {"pieces", table.rows.size()}, {"columns", table.header}};
    if (table.column("split")) json["splits"] = count_by_split(table);
    return json;
}

struct FolderKind {
    std::vector<const char*> files;  ///< all of these are there
    Json (*inspect)(const Path& folder);
};

Json guarded(Json (*inspect)(const Path& folder), const Path& folder) {
    try {
        return inspect(folder);
    } catch (const Json::exception& fault) {
        throw DataError(display(folder) + ": its manifest.json or config.json is damaged (" +
                        fault.what() + ")");
    }
}

}  // namespace

Json inspect_folder(const Path& folder) {
    const FolderKind kinds[] = {
        {{"clips.csv"}, inspect_clips},
        {{"metadata.csv", "manifest.json"}, inspect_latents},
        {{"config.json", "model.safetensors"}, inspect_model},
        {{"metrics.json"}, inspect_evaluation},
        {{"manifest.csv"}, inspect_corpus},
    };
    for (const FolderKind& kind : kinds) {
        bool all = true;
        for (const char* file : kind.files) all &= exists(folder / file);
        if (!all) continue;
        return guarded(kind.inspect, folder);
    }
    const Path manifest = folder / "manifest.json";
    if (exists(manifest)) {
        const Json json = read_json(manifest);
        if (json.is_object() && json.contains("what") && json["what"] == "affetto generated folder")
            return inspect_generated(folder);
        if (lists_coded_sound(json)) return guarded(inspect_coded_sound, folder);
    }
    throw DataError(
        display(folder) +
        ": not a folder that Affetto knows; it knows what `affetto corpus`, `preprocess`, "
        "`latents`, `train`, `codec`, `generate` and `evaluate` write (a data set goes through "
        "`affetto preprocess` first)");
}

}  // namespace affetto
