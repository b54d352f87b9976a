#include "affetto/pipeline/clip_parts.hpp"

#include <algorithm>
#include <mutex>

#include "affetto/core/apart.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/core/version.hpp"
#include "affetto/pipeline/parallel.hpp"

namespace affetto {
namespace {

/// What became of one clip: measures, or why there are none.
struct Outcome {
    std::optional<ClipMeasures> measures;
    std::string reason;
    std::vector<std::string> warnings;
};

}  // namespace

Json to_json(const ListedClip& clip) {
    Json json = {{"id", clip.id},
                 {"source", display(clip.source)},
                 {"start", clip.start},
                 {"labels", to_string(clip.labels)},
                 {"label_source", name_of(clip.label_source)},
                 {"group", clip.group}};
    std::error_code error;
    json["bytes"] = std::filesystem::file_size(clip.source, error);
    json["changed"] =
        std::filesystem::last_write_time(clip.source, error).time_since_epoch().count();
    if (clip.end) json["end"] = *clip.end;
    if (clip.emotion) json["emotion"] = {clip.emotion->valence, clip.emotion->arousal};
    if (clip.split) json["split"] = name_of(*clip.split);
    return json;
}

std::string reason_of(const Error& error, const ListedClip& clip) {
    const std::string message = error.what(), name = display(clip.source) + ": ";
    return message.rfind(name, 0) == 0 ? message.substr(name.size()) : message;
}

Json to_json(const std::vector<SkippedFile>& skipped) {
    Json json = Json::array();
    for (const SkippedFile& file : skipped)
        json.push_back({{"path", file.path}, {"reason", file.reason}});
    return json;
}

Json to_json(const std::vector<FileWarnings>& warnings) {
    Json json = Json::array();
    for (const FileWarnings& file : warnings)
        json.push_back({{"path", file.path}, {"warnings", file.warnings}});
    return json;
}

std::vector<FileWarnings> each_file_once(std::vector<FileWarnings> warnings) {
    std::stable_sort(warnings.begin(), warnings.end(),
                     [](const FileWarnings& a, const FileWarnings& b) { return a.path < b.path; });
    const auto same_file = [](const FileWarnings& a, const FileWarnings& b) {
        return a.path == b.path;
    };
    warnings.erase(std::unique(warnings.begin(), warnings.end(), same_file), warnings.end());
    return warnings;
}

std::vector<FileWarnings> warnings_of(const Json& json) {
    std::vector<FileWarnings> warnings;
    for (const Json& file : json.value("warnings", Json::array()))
        warnings.push_back({file.at("path").get<std::string>(),
                            file.at("warnings").get<std::vector<std::string>>()});
    return warnings;
}

std::vector<SkippedFile> skipped_from_json(const Json& json) {
    std::vector<SkippedFile> skipped;
    for (const Json& file : json)
        skipped.push_back(
            {file.at("path").get<std::string>(), file.at("reason").get<std::string>()});
    return skipped;
}

Path clip_path(const ListedClip& clip) { return Path("clips") / (clip.id + ".mid"); }

ReadPart read_part(const DatasetListing& listing, const PreprocessOptions& options,
                   const Path& folder, Progress& progress) {
    std::vector<std::size_t> mine;
    for (std::size_t i = 0; i < listing.clips.size(); ++i)
        if (i % static_cast<std::size_t>(options.shards) == static_cast<std::size_t>(options.shard))
            mine.push_back(i);

    std::vector<Outcome> outcomes(mine.size());
    std::mutex progress_lock;
    std::int64_t done = 0;
    parallel_for(mine.size(), options.jobs, [&](std::size_t k) {
        const ListedClip& clip = listing.clips[mine[k]];
        std::optional<PreparedClip> prepared;
        try {
            prepared = prepare_clip(clip);
        } catch (const DataError& error) {
            outcomes[k].reason = reason_of(error, clip);
        }
        if (prepared) {
            write_bytes(folder / clip_path(clip), prepared->file);
            outcomes[k].measures = std::move(prepared->measures);
            outcomes[k].warnings = std::move(prepared->warnings);
        }
        const std::lock_guard lock(progress_lock);
        progress.update("preprocess", ++done, static_cast<std::int64_t>(mine.size()), clip.id);
    });

    ReadPart part;
    for (std::size_t k = 0; k < mine.size(); ++k) {
        const Path& source = listing.clips[mine[k]].source;
        if (!outcomes[k].warnings.empty())
            part.warnings.push_back({display(source), std::move(outcomes[k].warnings)});
        if (outcomes[k].measures)
            part.clips.push_back({mine[k], std::move(*outcomes[k].measures)});
        else
            part.skipped.push_back({display(source), std::move(outcomes[k].reason)});
    }
    part.warnings = each_file_once(std::move(part.warnings));
    return part;
}

std::string fingerprint_of(const DatasetListing& listing, const PreprocessOptions& options) {
    Json json = {{"dataset", listing.dataset}, {"seed", options.seed}, {"version", version()}};
    json["clips"] = Json::array();
    for (const ListedClip& clip : listing.clips) {
        throw_if_interrupted();
        json["clips"].push_back(to_json(clip));
    }
    return sha256_of(json);
}

std::string sha256_of(const Json& json) {
    const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    return sha256_hex(std::as_bytes(std::span(text.data(), text.size())));
}

Path part_folder(const PreprocessOptions& options, int shard) {
    return beside_output(options.out, ".shards") /
           (std::to_string(shard + 1) + "-of-" + std::to_string(options.shards));
}

void write_part(const Path& folder, const ReadPart& part, const std::string& fingerprint) {
    Json json = {{"what", "affetto preprocess part"}, {"fingerprint", fingerprint}};
    json["clips"] = Json::array();
    for (const ReadPart::ReadClip& clip : part.clips) {
        Json measures = to_json(clip.measures);
        measures["index"] = clip.index;
        json["clips"].push_back(std::move(measures));
    }
    json["skipped"] = to_json(part.skipped);
    json["warnings"] = to_json(part.warnings);
    write_json(folder / "part.json", json);
}

std::optional<ReadPart> find_part(const Path& folder, const DatasetListing& listing,
                                  const std::string& fingerprint) {
    const Path file = folder / "part.json";
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return std::nullopt;
    const Json json = read_json(file);
    try {
        if (json.at("fingerprint").get<std::string>() != fingerprint) return std::nullopt;
        ReadPart part;
        for (const Json& clip : json.at("clips")) {
            part.clips.push_back({clip.at("index").get<std::size_t>(),
                                  clip_measures_from_json(clip, display(file))});
            if (part.clips.back().index >= listing.clips.size())
                throw DataError(display(file) + ": a clip's index is out of range");
        }
        part.skipped = skipped_from_json(json.at("skipped"));
        part.warnings = warnings_of(json);
        return part;
    } catch (const Json::exception& fault) {
        throw DataError(display(file) + ": damaged (" + fault.what() +
                        "); remove its folder and run the shard again");
    }
}

}  // namespace affetto
