#include "affetto/pipeline/code_run.hpp"

#include <algorithm>

#include "affetto/audio/sound_file.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/core/version.hpp"
#include "affetto/tensor/runtime.hpp"

namespace affetto {
namespace {

/// The output folder of options that are right.
OutputFolder checked(const CodeSoundOptions& options) {
    if (options.files.empty()) throw UsageError("codec: name at least one file");
    if (options.formats.empty()) throw UsageError("codec: name at least one sound format");
    for (const std::string& format : options.formats) check_sound_format(format);
    const auto& known = code_formats();
    if (std::find(known.begin(), known.end(), options.code_format) == known.end())
        throw UsageError("'" + options.code_format +
                         "' is no format of codes; there are ecdc and safetensors");
    std::vector<Path> inputs = options.files;
    inputs.emplace_back(options.codec.codec);
    inputs.emplace_back(options.codec.config);
    return {options.out, options.overwrite, std::move(inputs)};
}

}  // namespace

void BitCount::add(const CodePiece& piece) {
    constexpr double kBitsOfScale = 32;
    bits_ += static_cast<double>(piece.codes.size()) * bits_per_code(config_);
    if (piece.begins_segment && config_.normalize) bits_ += kBitsOfScale;
}

double BitCount::kbps(std::int64_t samples) const {
    return bits_ * config_.sampling_rate / static_cast<double>(samples) / 1000;
}

CodeRun::CodeRun(const CodeSoundOptions& options, Progress& progress, std::string what)
    : options_(options), progress_(progress), what_(std::move(what)), out_(checked(options)) {
    configure_runtime({options.threads});
}

void CodeRun::tell(const std::string& stage, std::int64_t samples, std::int64_t expected,
                   const CodecConfig& config) const {
    throw_if_interrupted();
    progress_.update(stage, samples / config.sampling_rate, expected / config.sampling_rate);
}

void CodeRun::add(const Path& source, const std::string& name, const LoadedCodec& codec,
                  std::int64_t samples, const std::vector<std::string>& files,
                  const Json& further) {
    const double seconds = static_cast<double>(samples) / codec.files.config.sampling_rate;
    Json sidecar = {{"what", "affetto " + what_},
                    {"version", version()},
                    {"source", display(source.filename())},
                    {"source_sha256", sha256_of_file(source)},
                    {"codec", codec_json(codec)},
                    {"precision", options_.precision},
                    {"files", files},
                    {"seconds", seconds}};
    sidecar.update(further);
    write_json(folder() / Path(name + ".json"), sidecar);
    codecs_[codec.files.name] = codec_json(codec);
    sounds_.push_back({{"source", display(source.filename())}, {"files", files}});
    sounds_.back().update(further);
    summary.files.insert(summary.files.end(), files.begin(), files.end());
    summary.sound_seconds += seconds;
    ++summary.sounds;
}

CodeSoundSummary CodeRun::run(const char* done, const decltype(FileByFile::work)& work) {
    summary.skipped = run_file_by_file(
        {options_.files, done, work, [&](const auto& skipped) { finish(skipped); }});
    return summary;
}

void CodeRun::finish(const std::vector<SkippedFile>& skipped) {
    Json codecs = Json::array();
    for (const auto& [name, codec] : codecs_) {
        summary.codec += (summary.codec.empty() ? "" : ", ") + name;
        codecs.push_back(codec);
    }
    summary.kbps = bits / summary.sound_seconds / 1000;
    summary.si_sdr /= summary.sounds;
    summary.mel /= summary.sounds;
    write_json(folder() / "manifest.json", {{"what", "affetto " + what_ + " folder"},
                                            {"version", version()},
                                            {"codecs", codecs},
                                            {"precision", options_.precision},
                                            {"sound_seconds", summary.sound_seconds},
                                            {"files", summary.files},
                                            {"sounds", sounds_},
                                            {"skipped", skipped_as_json(skipped)}});
    out_.commit();
}

}  // namespace affetto
