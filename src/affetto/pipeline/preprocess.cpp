#include "affetto/pipeline/preprocess.hpp"

#include <algorithm>

#include "affetto/core/apart.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/own_files.hpp"
#include "affetto/core/result_folder.hpp"
#include "affetto/core/version.hpp"
#include "affetto/pipeline/clip_collection.hpp"
#include "affetto/pipeline/clip_parts.hpp"
#include "affetto/pipeline/preprocess_result.hpp"
#include "affetto/pipeline/statistics_page.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/pipeline/preprocess_sound.hpp"
#endif

namespace affetto {
namespace {

void check(const PreprocessOptions& options) {
    if (options.jobs < 1)
        throw UsageError("--jobs must be at least 1, got " + std::to_string(options.jobs));
    if (options.shards < 1 || options.shard < 0 || options.shard >= options.shards)
        throw UsageError("--shard must be I/N with I from 1 to N, got " +
                         std::to_string(options.shard + 1) + "/" + std::to_string(options.shards));
    if (options.out.empty()) throw UsageError("--out is empty; name the folder to write");
    require_apart(options.out, std::span(&options.root, 1));
}

ClipCollection collection_of(const DatasetListing& listing, const ReadPart& all,
                             std::uint64_t seed) {
    std::vector<CollectedClip> clips;
    clips.reserve(all.clips.size());
    for (const ReadPart::ReadClip& read : all.clips)
        clips.push_back({listing.clips[read.index], read.measures});
    Random rng(seed);
    return collect(std::move(clips), "the same notes", rng);
}

Clip row_of(const CollectedClip& collected) {
    const ListedClip& listed = collected.listed;
    Clip clip;
    clip.id = listed.id;
    clip.path = clip_path(listed);
    clip.start = listed.start;
    clip.duration = collected.measures.duration;
    clip.emotion = listed.emotion;
    clip.labels = listed.labels;
    clip.valence_sd = listed.valence_sd;
    clip.arousal_sd = listed.arousal_sd;
    clip.label_source = listed.label_source;
    clip.group = listed.group;
    clip.split = *listed.split;
    return clip;
}

Json manifest_of(const DatasetListing& listing, const PreprocessOptions& options,
                 const ClipCollection& collection, const std::vector<SkippedFile>& skipped,
                 const std::vector<FileWarnings>& warnings) {
    Json json = {{"what", "affetto clips"}, {"format_version", 1},
                 {"version", version()},    {"dataset", listing.dataset},
                 {"kind", listing.kind},    {"synthetic", listing.synthetic},
                 {"credit", listing.credit}};
    json["options"] = {{"root", display(options.root)}, {"seed", options.seed}};
    json["fingerprint"] = fingerprint_of(listing, options);
    json.update(describe(collection));
    json["remarks"] = listing.notes;
    if (draws_splits(listing))
        for (std::string& remark : remarks_on_splits(json["splits"]))
            json["remarks"].push_back(std::move(remark));
    json["skipped_files"] = skipped.size();
    json["skipped"] = to_json(skipped);
    json["warnings"] = to_json(warnings);
    return json;
}

/// Everything that needs to know all clips: splits, duplicates, clips.csv, manifest.json, plots.
PreprocessSummary finish(const DatasetListing& listing, const PreprocessOptions& options,
                         const ReadPart& all, const Path& folder) {
    std::vector<SkippedFile> skipped = listing.skipped;
    skipped.insert(skipped.end(), all.skipped.begin(), all.skipped.end());
    if (all.clips.empty())
        throw DataError(display(options.root) + ": no usable clip in this data set (" +
                        std::to_string(skipped.size()) + " skipped); the first: " +
                        skipped.front().path + ": " + skipped.front().reason);
    const ClipCollection collection = collection_of(listing, all, options.seed);
    std::error_code error;
    for (const Duplicates& same : collection.duplicates)
        for (const std::string& id : same.dropped)
            std::filesystem::remove(folder / "clips" / (id + ".mid"), error);
    skipped.insert(skipped.end(), collection.dropped.begin(), collection.dropped.end());

    ClipSet set;
    set.folder = folder;
    for (const CollectedClip& clip : collection.items) set.clips.push_back(row_of(clip));
    set.manifest = manifest_of(listing, options, collection, skipped, each_file_once(all.warnings));
    write_clips(set);
    write_statistics(folder, collection, set.manifest, set.clips, options.player_sound);
    return summary_of(set, std::move(skipped));
}

/// `<out>.shards`, which a run without all parts leaves.
Path shards_folder(const PreprocessOptions& options) {
    return part_folder(options, 0).parent_path();
}

/// Throws UsageError where it holds anything that is not Affetto's.
void require_own_shards(const PreprocessOptions& options) {
    const Path shards = shards_folder(options);
    std::error_code error;
    if (!std::filesystem::exists(shards, error)) return;
    if (const OwnFiles own = own_files(shards, names_of_shards()); own.foreign)
        throw UsageError(display(shards) + ": " + foreign_text(own) +
                         "; shards are kept in that folder: move it elsewhere, or choose another "
                         "--out");
}

void remove_shards(const PreprocessOptions& options) {
    const Path shards = shards_folder(options);
    remove_own_files(shards, own_files(shards, names_of_shards()));
}

PreprocessSummary merge(const DatasetListing& listing, const PreprocessOptions& options,
                        const std::vector<ReadPart>& parts, WriterLock lock) {
    ResultFolder folder(output_of(options, listing), std::move(lock));
    ReadPart all;
    for (std::size_t shard = 0; shard < parts.size(); ++shard) {
        const Path from = part_folder(options, static_cast<int>(shard));
        for (const ReadPart::ReadClip& clip : parts[shard].clips) {
            throw_if_interrupted();
            const Path path = clip_path(listing.clips[clip.index]);
            write_bytes(folder.path() / path, read_bytes(from / path));
            all.clips.push_back(clip);
        }
        all.skipped.insert(all.skipped.end(), parts[shard].skipped.begin(),
                           parts[shard].skipped.end());
        all.warnings.insert(all.warnings.end(), parts[shard].warnings.begin(),
                            parts[shard].warnings.end());
    }
    std::sort(all.clips.begin(), all.clips.end(),
              [](const auto& a, const auto& b) { return a.index < b.index; });
    PreprocessSummary summary = finish(listing, options, all, folder.path());
    folder.commit();
    remove_shards(options);
    return summary;
}

/// Merges where all parts are there, else says what this process did.
PreprocessSummary merge_or_wait(const DatasetListing& listing, const PreprocessOptions& options,
                                const std::string& fingerprint) {
    std::vector<ReadPart> parts;
    PreprocessSummary waiting;
    for (int shard = 0; shard < options.shards; ++shard) {
        std::optional<ReadPart> part = find_part(part_folder(options, shard), listing, fingerprint);
        if (!part) {
            ++waiting.shards_missing;
            continue;
        }
        if (shard == options.shard) {
            waiting.kind = listing.kind;
            waiting.clips = static_cast<int>(part->clips.size());
            for (const ReadPart::ReadClip& clip : part->clips) {
                waiting.labelled += listing.clips[clip.index].emotion ? 1 : 0;
                waiting.hours += clip.measures.duration / 3600;
            }
            waiting.skipped = part->skipped;
            waiting.warnings = part->warnings;
        }
        parts.push_back(std::move(*part));
    }
    if (waiting.shards_missing > 0) return waiting;
    WriterLock lock(resolved_output(options.out), WriterLock::Busy::wait);
    if (auto result = find_result(options.out, fingerprint)) return std::move(*result);
    return merge(listing, options, parts, std::move(lock));
}

PreprocessSummary preprocess_shard(const DatasetListing& listing, const PreprocessOptions& options,
                                   Progress& progress) {
    const std::string fingerprint = fingerprint_of(listing, options);
    if (auto result = find_result(options.out, fingerprint)) return std::move(*result);
    // Refuses a folder before the work, not after it.
    const OutputFolder output = output_of(options, listing);
    check_output(output);
    require_apart(shards_folder(options), output.inputs);
    require_own_shards(options);
    const Path own = part_folder(options, options.shard);
    if (!find_part(own, listing, fingerprint)) {
        ResultFolder folder(own, true);
        write_part(folder.path(), read_part(listing, options, folder.path(), progress),
                   fingerprint);
        folder.commit();
    }
    try {
        PreprocessSummary summary = merge_or_wait(listing, options, fingerprint);
        if (summary.shards_missing == 0) return summary;
        // Another process may have merged, and removed the parts, while this one counted them.
        if (auto result = find_result(options.out, fingerprint)) return std::move(*result);
        return summary;
    } catch (const Interrupted&) {
        throw;
    } catch (const Error&) {
        if (auto result = find_result(options.out, fingerprint)) return std::move(*result);
        throw;
    }
}

}  // namespace

PreprocessSummary preprocess(const PreprocessOptions& options, Progress& progress) {
    check(options);
    DatasetListing listing = list_dataset(options.dataset, options.root, options.kind);
    if (listing.kind == "sound") {
#ifdef AFFETTO_WITH_AUDIO
        return preprocess_sound(std::move(listing), options, progress);
#else
        throw UsageError(display(options.root) +
                         ": a data set of sound, which this build does not read "
                         "(AFFETTO_WITH_AUDIO=OFF)");
#endif
    }
    if (options.shards > 1) return preprocess_shard(listing, options, progress);
    ResultFolder folder(output_of(options, listing));
    const ReadPart all = read_part(listing, options, folder.path(), progress);
    PreprocessSummary summary = finish(listing, options, all, folder.path());
    folder.commit();
    return summary;
}

}  // namespace affetto
