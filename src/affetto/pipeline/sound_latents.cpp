#include "affetto/pipeline/sound_latents.hpp"

#include "affetto/core/error.hpp"
#include "affetto/features/latents_folder.hpp"
#include "affetto/pipeline/encode_clip.hpp"
#include "affetto/pipeline/frame_files.hpp"
#include "affetto/pipeline/npy.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/audio/mono_sound.hpp"
#include "affetto/pipeline/frame_survey.hpp"
#include "affetto/pipeline/latents_page.hpp"
#include "affetto/pipeline/model_codec.hpp"
#include "affetto/pipeline/split_dealing.hpp"
#endif

namespace affetto {

#ifdef AFFETTO_WITH_AUDIO
namespace {

/// The defaults at the clips' own sample rate, changed by --config, and the codec where there is
/// one.
FrameFormat format_of(const LatentsOptions& options, Representation r, const ClipSet& clips) {
    FrameFormat format;
    const int rate = clips.manifest.value("sample_rate", format.mel.sample_rate_hz);
    format.mel.sample_rate_hz = format.mfcc.mel.sample_rate_hz = format.chroma.sample_rate_hz =
        rate;
    if (options.config) affetto::from_json(format, read_json(*options.config));
    if (r == Representation::encodec) {
        const CodecFrames wanted = format.encodec;
        format.encodec = choose_codec(options.codec);
        const bool is_default = wanted.level_seconds == CodecFrames().level_seconds;
        format.encodec.level_seconds =
            format.encodec.config.normalize && is_default ? 0 : wanted.level_seconds;
    }
    return format;
}

int codebooks_of(const LatentsOptions& options, const CodecConfig& codec) {
    return options.bandwidth ? codebooks_for_bandwidth(codec, *options.bandwidth)
                             : num_codebooks(codec);
}

/// What the manifest says of the codes beside the latents.
Json codes_json(const CodecConfig& codec, int codebooks) {
    return {{"codebooks", codebooks},
            {"codebook_size", codec.codebook_size},
            {"kbps", codebooks * bits_per_code(codec) * frames_per_second(codec) / 1000}};
}

LatentClip encode(const Clip& clip, const Path& file, const SoundFeatures& features,
                  int sample_rate) {
    AudioBuffer sound = read_mono(file, sample_rate);
    const at::Tensor samples = at::from_blob(
        sound.samples.data(), {static_cast<std::int64_t>(sound.samples.size())}, at::kFloat);
    LatentClip latent = latent_clip_of(clip);
    latent.condition.start = clip.start;
    latent.condition.length = clip.duration;
    latent.features = features.of(samples);
    return latent;
}

}  // namespace

LatentsSummary make_sound_latents(const LatentsOptions& options, Representation representation,
                                  const ClipSet& clips,
                                  const std::optional<InferredLabels>& inferred,
                                  Progress& progress) {
    LatentSet header;
    header.representation = representation;
    header.window = options.window;
    header.frames = format_of(options, representation, clips);
    const SoundFeatures features(header.frames, representation);
    const int rate = sample_rate_of(header.frames, representation);
    const Codec* const codec = header.frames.encodec.codec.get();
    const int codebooks = codec ? codebooks_of(options, header.frames.encodec.config) : 0;

    ResultFolder out(output_of(options));
    LatentsWriter writer(out.path(), representation);
    StatisticsAccumulator statistics;
    FrameSurvey survey;
    LatentsSummary summary;
    summary.inferred = inferred;
    Json skipped = Json::array();
    std::vector<std::size_t> encoded;
    SplitCounts splits;
    double seconds = 0;
    std::int64_t trained_on = 0;
    for (std::size_t i = 0; i < clips.clips.size(); ++i) {
        const Clip& clip = clips.clips[i];
        throw_if_interrupted();
        progress.update("latents", static_cast<std::int64_t>(i + 1),
                        static_cast<std::int64_t>(clips.clips.size()));
        LatentClip latent;
        try {
            latent = encode(clip, clips.file_of(clip), features, rate);
        } catch (const DataError& fault) {
            summary.skipped.push_back({clip.id, fault.what()});
            skipped.push_back({{"path", clip.id}, {"reason", fault.what()}});
            continue;
        }
        if (clip.split == Split::train) {
            statistics.add(latent.features);
            ++trained_on;
        }
        if (codec) latent.codes = codes_of_frames(*codec, latent.features, codebooks);
        survey.add(latent);
        if (options.csv)
            write_frames_csv(out.path() / (clip.id + ".csv"), latent.features, header.frames,
                             representation);
        if (options.half) latent.features = latent.features.to(at::kHalf);
        if (options.npy) {
            write_npy(out.path() / (clip.id + ".npy"), latent.features);
            if (codec) write_npy(out.path() / (clip.id + ".codes.npy"), latent.codes);
        }
        writer.add(latent);
        encoded.push_back(i);
        splits.add(clip.split, clip.emotion);
        seconds += clip.duration;
    }
    if (writer.clips() == 0)
        throw DataError(display(options.clips) + ": no clip could be encoded" +
                        (summary.skipped.empty() ? std::string()
                                                 : "; the first: " + summary.skipped[0].reason));
    if (trained_on == 0)
        throw DataError(display(options.clips) +
                        ": no clip of the training split, which normalisation is taken from");
    header.frames.statistics = statistics.result();
    header.manifest = {{"dataset", clips.manifest.value("dataset", std::string("unknown"))},
                       {"clips_folder", display(options.clips)},
                       {"hours", seconds / 3600},
                       {"frames_per_second", frames_per_second(header.frames, representation)},
                       {"splits", splits.to_json()},
                       {"skipped", skipped}};
    std::vector<const Clip*> labelled;
    for (const std::size_t i : encoded) labelled.push_back(&clips.clips[i]);
    add_label_facts(header.manifest, options, inferred, labelled);
    if (codec) header.manifest["codes"] = codes_json(header.frames.encodec.config, codebooks);
    writer.finish(header);
    write_latents_page(out.path(), clips, encoded, header, survey);
    out.commit();
    summary.clips = static_cast<int>(writer.clips());
    summary.steps = writer.steps();
    summary.unit = "frames";
    summary.time_base = "seconds";
    return summary;
}
#else
LatentsSummary make_sound_latents(const LatentsOptions& options, Representation, const ClipSet&,
                                  const std::optional<InferredLabels>&, Progress&) {
    throw UsageError("--representation " + options.representation +
                     ": this build reads no sound (AFFETTO_WITH_AUDIO=OFF)");
}
#endif

}  // namespace affetto
