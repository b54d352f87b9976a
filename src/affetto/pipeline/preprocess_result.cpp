#include "affetto/pipeline/preprocess_result.hpp"

#include <set>

#include "affetto/pipeline/clip_parts.hpp"

namespace affetto {

OutputFolder output_of(const PreprocessOptions& options, const DatasetListing& listing) {
    OutputFolder output{options.out, options.overwrite, {options.root}};
    // Of the files of one folder one says where all of them are.
    std::set<Path> folders;
    for (const ListedClip& clip : listing.clips)
        if (folders.insert(clip.source.parent_path()).second) output.inputs.push_back(clip.source);
    return output;
}

PreprocessSummary summary_of(const ClipSet& set, std::vector<SkippedFile> skipped) {
    PreprocessSummary summary;
    summary.kind = set.manifest.at("kind").get<std::string>();
    summary.time_base = set.manifest.value("time_base", std::string());
    summary.clips = static_cast<int>(set.clips.size());
    double seconds = 0;
    for (const Clip& clip : set.clips) {
        summary.labelled += clip.emotion ? 1 : 0;
        seconds += clip.duration;
    }
    summary.hours = seconds / 3600;
    for (const Json& same : set.manifest.at("duplicates"))
        summary.duplicates +=
            static_cast<int>(same.at("kept").size() + same.at("dropped").size()) - 1;
    summary.skipped = std::move(skipped);
    summary.warnings = warnings_of(set.manifest);
    summary.remarks = set.manifest.value("remarks", std::vector<std::string>());
    return summary;
}

std::optional<PreprocessSummary> find_result(const Path& out, const std::string& fingerprint) {
    const Path manifest = out / "manifest.json";
    std::error_code error;
    if (!std::filesystem::exists(manifest, error)) return std::nullopt;
    const Json found = read_json(manifest);
    if (!found.is_object() || found.value("fingerprint", Json()) != fingerprint)
        return std::nullopt;
    const ClipSet set = read_clips(out);
    return summary_of(set, skipped_from_json(found.at("skipped")));
}

}  // namespace affetto
