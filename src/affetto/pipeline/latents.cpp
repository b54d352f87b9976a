#include "affetto/pipeline/latents.hpp"

#include "affetto/core/error.hpp"
#include "affetto/core/result_folder.hpp"
#include "affetto/core/version.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/pipeline/encode_clip.hpp"
#include "affetto/pipeline/npy.hpp"
#include "affetto/pipeline/score_latents_page.hpp"
#include "affetto/pipeline/sound_latents.hpp"
#include "affetto/pipeline/split_dealing.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/pipeline/sound_tools.hpp"
#endif

namespace affetto {
namespace {

TimeBase time_base_of(const LatentsOptions& options, const ClipSet& set) {
    const std::string wanted = options.time_base == "auto"
                                   ? set.manifest.value("time_base", std::string("seconds"))
                                   : options.time_base;
    if (wanted == "seconds") return TimeBase::seconds;
    if (wanted == "beats") return TimeBase::beats;
    throw UsageError("--time-base: expected auto, seconds or beats, got '" + wanted + "'");
}

bool holds_sound(const ClipSet& clips) {
    return clips.manifest.value("kind", std::string("score")) == "sound";
}

PieceTools tools_of(const ClipSet& clips) {
    if (!holds_sound(clips)) return score_tools({});
#ifdef AFFETTO_WITH_AUDIO
    return recording_tools();
#else
    throw UsageError(display(clips.folder) +
                     ": --infer-labels: this build reads no sound (AFFETTO_WITH_AUDIO=OFF)");
#endif
}

std::optional<InferredLabels> fill_in_labels(const LatentsOptions& options, ClipSet& clips,
                                             Progress& progress) {
    if (!options.infer_labels) {
        if (options.listener_clips) throw UsageError("--listener-clips: goes with --infer-labels");
        return std::nullopt;
    }
    if (!options.listener_clips) return infer_labels(clips, clips, tools_of(clips), progress);
    const ClipSet teachers = read_clips(*options.listener_clips);
    if (holds_sound(teachers) != holds_sound(clips))
        throw UsageError("--listener-clips: " + display(teachers.folder) + " holds " +
                         (holds_sound(teachers) ? "sound" : "scores") + ", " +
                         display(clips.folder) + " does not");
    return infer_labels(clips, teachers, tools_of(clips), progress);
}

}  // namespace

OutputFolder output_of(const LatentsOptions& options) {
    return {options.out,
            options.overwrite,
            {options.clips, options.listener_clips.value_or(""), options.config.value_or(""),
             options.codec.codec, options.codec.config}};
}

void add_label_facts(Json& manifest, const LatentsOptions& options,
                     const std::optional<InferredLabels>& inferred,
                     std::span<const Clip* const> clips) {
    if (!inferred) return;
    manifest["inferred"] = to_json(*inferred);
    manifest["inferred"]["listener_clips"] =
        display(options.listener_clips.value_or(options.clips));
    manifest["label_sources"] = label_sources(clips);
}

LatentsSummary make_latents(const LatentsOptions& options, Progress& progress) {
    const Representation representation = representation_from_name(options.representation);
    ClipSet clips = read_clips(options.clips);
    const bool sound = holds_sound(clips);
    if (sound != is_sound(representation)) {
        std::string fitting;
        for (const Representation r : all_representations())
            if (is_sound(r) == sound)
                fitting += (fitting.empty() ? "" : ", ") + std::string(name_of(r));
        throw UsageError(display(options.clips) + ": holds " + (sound ? "sound" : "scores (MIDI)") +
                         "; --representation " + options.representation + " is of " +
                         (sound ? "scores" : "sound") + ", choose one of " + fitting);
    }
    check_output(output_of(options));
    const std::optional<InferredLabels> inferred = fill_in_labels(options, clips, progress);
    if (sound) return make_sound_latents(options, representation, clips, inferred, progress);

    ResultFolder out(output_of(options));
    LatentSet set;
    set.representation = representation;
    set.window = options.window;
    set.format.time_base = time_base_of(options, clips);
    set.format.key_normalise = options.key_normalise;
    set.format.pedal_lengthens = options.pedal_lengthens;

    LatentsSummary summary;
    summary.inferred = inferred;
    std::vector<const Clip*> encoded;
    std::vector<std::pair<const Clip*, Score>> scores;
    PartTableBuilder parts;
    for (const Clip& clip : clips.clips) {
        throw_if_interrupted();
        try {
            Score score = read_midi(clips.file_of(clip)).score;
            if (score.note_count() == 0) throw DataError("the score has no notes");
            parts.add(score);
            scores.emplace_back(&clip, std::move(score));
        } catch (const DataError& fault) {
            summary.skipped.push_back({clip.id, fault.what()});
        }
    }
    set.format.parts = parts.build();
    std::int64_t done = 0;
    for (const auto& [clip, score] : scores) {
        throw_if_interrupted();
        try {
            set.clips.push_back(encode_clip(*clip, score, representation, set.format));
            encoded.push_back(clip);
        } catch (const DataError& fault) {
            summary.skipped.push_back({clip->id, fault.what()});
        }
        progress.update("latents", ++done, static_cast<std::int64_t>(scores.size()));
    }
    if (set.clips.empty())
        throw DataError(display(options.clips) + ": no clip could be encoded" +
                        (summary.skipped.empty() ? std::string()
                                                 : "; the first: " + summary.skipped[0].reason));

    Json skipped = Json::array();
    for (const SkippedFile& s : summary.skipped)
        skipped.push_back({{"path", s.path}, {"reason", s.reason}});
    SplitCounts splits;
    for (const LatentClip& clip : set.clips) splits.add(*split_from_name(clip.split), clip.emotion);
    set.manifest = {{"dataset", clips.manifest.value("dataset", std::string("unknown"))},
                    {"clips_folder", display(options.clips)},
                    {"splits", splits.to_json()},
                    {"skipped", skipped}};
    add_label_facts(set.manifest, options, inferred, encoded);

    write_latents(out.path(), set);
    write_score_latents_page(out.path(), encoded, set, options.player_sound);
    if (options.npy)
        for (const LatentClip& clip : set.clips)
            write_npy(out.path() / (clip.id + ".npy"), clip.features);
    out.commit();
    summary.clips = static_cast<int>(set.clips.size());
    summary.steps = set.steps();
    summary.unit = representation == Representation::notes ? "notes" : "frames";
    summary.time_base = std::string(name_of(set.format.time_base));
    return summary;
}

}  // namespace affetto
