#include "affetto/pipeline/preprocess_sound.hpp"

#include <algorithm>
#include <mutex>
#include <set>

#include "affetto/core/apart.hpp"
#include "affetto/core/config.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/replace_folder.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/core/version.hpp"
#include "affetto/pipeline/chunk_collection.hpp"
#include "affetto/pipeline/clip_parts.hpp"
#include "affetto/pipeline/parallel.hpp"
#include "affetto/pipeline/preprocess_result.hpp"
#include "affetto/pipeline/sound_statistics.hpp"
#include "affetto/pipeline/sound_work.hpp"

namespace affetto {
namespace {

/// Of everything that the result depends on: files, labels, curves, options, version.
std::string fingerprint_of_sound(const DatasetListing& listing, const PreprocessOptions& options) {
    Sha256 hash;
    const auto add = [&](const Json& json) {
        const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
        hash.add(std::as_bytes(std::span(text.data(), text.size())));
    };
    add({{"dataset", listing.dataset},
         {"seed", options.seed},
         {"version", version()},
         {"chunks", to_json(options.chunks)}});
    for (const ListedClip& clip : listing.clips) {
        throw_if_interrupted();
        Json json = to_json(clip);
        json["target"] = clip.target;
        if (clip.valence_sd) json["valence_sd"] = *clip.valence_sd;
        if (clip.arousal_sd) json["arousal_sd"] = *clip.arousal_sd;
        if (clip.curve) {
            Json& curve = json["curve"];
            curve = {{"hold", clip.curve->hold},
                     {"times", clip.curve->times},
                     {"valence_sd", clip.curve->valence_sd},
                     {"arousal_sd", clip.curve->arousal_sd}};
            for (const Emotion& e : clip.curve->values)
                curve["values"].push_back({e.valence, e.arousal});
        }
        add(json);
    }
    return hash.hex();
}

bool is_mine(std::size_t index, const PreprocessOptions& options) {
    return index % static_cast<std::size_t>(options.shards) ==
           static_cast<std::size_t>(options.shard);
}

void make_records(const DatasetListing& listing, const PreprocessOptions& options, const Path& work,
                  Progress& progress) {
    std::vector<std::size_t> mine;
    for (std::size_t i = 0; i < listing.clips.size(); ++i)
        if (is_mine(i, options)) mine.push_back(i);
    std::mutex progress_lock;
    std::int64_t done = 0;
    parallel_for(mine.size(), options.jobs, [&](std::size_t k) {
        const ListedClip& clip = listing.clips[mine[k]];
        if (!find_record(work, clip, options.chunks)) make_record(work, clip, options.chunks);
        const std::lock_guard lock(progress_lock);
        progress.update("preprocess", ++done, static_cast<std::int64_t>(mine.size()), clip.id);
    });
}

/// What this shard did, while others have not done theirs.
PreprocessSummary waiting_summary(const DatasetListing& listing, const PreprocessOptions& options,
                                  const std::vector<std::optional<SoundRecord>>& records) {
    PreprocessSummary summary;
    summary.kind = listing.kind;
    std::set<std::size_t> missing;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (!records[i]) missing.insert(i % static_cast<std::size_t>(options.shards));
        if (!records[i] || !is_mine(i, options)) continue;
        if (!records[i]->recording) {
            summary.skipped.push_back({display(listing.clips[i].source), records[i]->reason});
            continue;
        }
        for (const MeasuredChunk& measured : records[i]->recording->chunks) {
            ++summary.clips;
            summary.labelled += listing.clips[i].emotion || listing.clips[i].curve ? 1 : 0;
            summary.hours += (measured.chunk.length + measured.chunk.padding) / 3600;
        }
    }
    summary.shards_missing = static_cast<int>(missing.size());
    return summary;
}

Json manifest_of(const DatasetListing& listing, const PreprocessOptions& options,
                 const std::string& fingerprint, const ChunkCollection& collection,
                 const std::vector<SkippedFile>& skipped, bool splits_drawn) {
    Json json = {{"what", "affetto clips"},
                 {"format_version", 1},
                 {"version", version()},
                 {"dataset", listing.dataset},
                 {"kind", listing.kind},
                 {"synthetic", listing.synthetic},
                 {"credit", listing.credit},
                 {"sample_rate", options.chunks.sample_rate_hz},
                 {"channels", 1},
                 {"format", options.chunks.format}};
    json["options"] = {{"root", display(options.root)},
                       {"seed", options.seed},
                       {"chunks", to_json(options.chunks)}};
    json["fingerprint"] = fingerprint;
    json["found"] = Json::array();
    for (const FoundPart& part : listing.found)
        json["found"].push_back({{"path", part.path}, {"what", part.what}, {"count", part.count}});
    json.update(describe(collection, options.chunks));
    json["remarks"] = listing.notes;
    if (splits_drawn)
        for (std::string& remark : remarks_on_splits(json["splits"]))
            json["remarks"].push_back(std::move(remark));
    json["skipped_files"] = skipped.size();
    json["skipped"] = to_json(skipped);
    return json;
}

/// What lies among the chunks of a result but belongs to no recording in it.
void remove_strays(const Path& result, const ChunkCollection& collection) {
    std::set<std::string> wanted;
    for (const CollectedRecording& recording : collection.items) wanted.insert(recording.listed.id);
    std::vector<Path> strays;
    for (const auto& entry : std::filesystem::directory_iterator(result / "clips"))
        if (!wanted.contains(display(entry.path().filename()))) strays.push_back(entry.path());
    std::error_code error;
    for (const Path& stray : strays) std::filesystem::remove_all(stray, error);
    for (const auto& entry : std::filesystem::directory_iterator(result))
        if (entry.path().filename() != "clips") std::filesystem::remove_all(entry.path(), error);
}

/// Everything that needs to know all chunks: splits, duplicates, clips.csv, manifest.json, plots.
PreprocessSummary finish(DatasetListing listing, const PreprocessOptions& options,
                         const std::string& fingerprint,
                         std::vector<std::optional<SoundRecord>> records, const Path& result) {
    const bool splits_drawn = draws_splits(listing);  // the clips are moved from below
    std::vector<SkippedFile> skipped = std::move(listing.skipped);
    std::vector<CollectedRecording> recordings;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (records[i]->recording)
            recordings.push_back({std::move(listing.clips[i]), std::move(*records[i]->recording)});
        else
            skipped.push_back({display(listing.clips[i].source), records[i]->reason});
    }
    if (recordings.empty())
        throw DataError(display(options.root) + ": no usable sound in this data set (" +
                        std::to_string(skipped.size()) + " skipped); the last: " +
                        skipped.back().path + ": " + skipped.back().reason);
    Random rng(options.seed);
    const ChunkCollection collection = collect(std::move(recordings), "the same sound", rng);
    skipped.insert(skipped.end(), collection.dropped.begin(), collection.dropped.end());
    remove_strays(result, collection);

    PreprocessSummary summary;
    summary.kind = listing.kind;
    ClipRows rows(std::any_of(collection.items.begin(), collection.items.end(),
                              [](const auto& r) { return !r.listed.target.empty(); }));
    double seconds = 0;
    for_each_chunk(collection, options.chunks, [&](const Clip& clip, const MeasuredChunk&) {
        rows.add(clip);
        ++summary.clips;
        summary.labelled += clip.emotion ? 1 : 0;
        seconds += clip.duration;
    });
    summary.hours = seconds / 3600;
    rows.write(result / "clips.csv");
    const Json manifest =
        manifest_of(listing, options, fingerprint, collection, skipped, splits_drawn);
    write_sound_statistics(result, collection, options.chunks, manifest);
    write_json(result / "manifest.json", manifest);
    summary.remarks = manifest.at("remarks").get<std::vector<std::string>>();
    for (const Duplicates& same : collection.duplicates)
        summary.duplicates += static_cast<int>(same.kept.size() + same.dropped.size()) - 1;
    summary.skipped = std::move(skipped);
    return summary;
}

/// A result that needs nothing more than its work folder removed.
std::optional<PreprocessSummary> find_done(const PreprocessOptions& options,
                                           const std::string& fingerprint, const Path& work) {
    // Asked for anew, a result is made again, unless it is the one that this work has become.
    const bool may_stay =
        !options.overwrite || options.shards > 1 || (exists(work) && !exists(work / "result"));
    if (!may_stay) return std::nullopt;
    std::optional<PreprocessSummary> found = find_result(options.out, fingerprint);
    if (found) remove_work(work);
    return found;
}

/// One run at a time to one folder, and one of each shard.
WriterLock lock_of(const PreprocessOptions& options) {
    const Path out = resolved_output(options.out);
    std::filesystem::create_directories(out.parent_path());
    if (options.shards == 1) return WriterLock(out);
    return WriterLock(beside_output(
        out, "." + std::to_string(options.shard + 1) + "-of-" + std::to_string(options.shards)));
}

}  // namespace

PreprocessSummary preprocess_sound(DatasetListing listing, const PreprocessOptions& options,
                                   Progress& progress) {
    validate(options.chunks);
    const std::string fingerprint = fingerprint_of_sound(listing, options);
    const Path work = work_folder(options);
    const OutputFolder output = output_of(options, listing);
    require_apart(options.out, output.inputs);
    require_apart(work, output.inputs);
    std::optional<WriterLock> lock = lock_of(options);
    if (options.shards == 1) clear_abandoned(resolved_output(options.out));
    if (auto done = find_done(options, fingerprint, work)) return std::move(*done);
    check_output(output);
    open_work(work);
    make_records(listing, options, work, progress);

    std::vector<std::optional<SoundRecord>> records;
    bool complete = true;
    for (const ListedClip& clip : listing.clips) {
        throw_if_interrupted();
        records.push_back(find_record(work, clip, options.chunks));
        complete = complete && records.back();
    }
    if (!complete) {
        // Another process may have finished, and removed the work, while this one looked.
        if (auto done = find_done(options, fingerprint, work)) return std::move(*done);
        return waiting_summary(listing, options, records);
    }
    std::optional<WriterLock> merging;
    if (options.shards > 1) {
        merging.emplace(resolved_output(options.out), WriterLock::Busy::wait);
        if (auto done = find_done(options, fingerprint, work)) return std::move(*done);
    }
    require_own_work(work);
    ResultFolder folder(output, work / "result", std::move(merging ? *merging : *lock));
    try {
        PreprocessSummary summary =
            finish(std::move(listing), options, fingerprint, std::move(records), folder.path());
        folder.commit();
        remove_work(work);
        return summary;
    } catch (const DataError&) {  // nothing usable: nothing to go on with
        remove_work(work);
        throw;
    }
}

}  // namespace affetto
