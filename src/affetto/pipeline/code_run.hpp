#pragma once

#include <map>
#include <string>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/core/result_folder.hpp"
#include "affetto/pipeline/code_files.hpp"
#include "affetto/pipeline/code_sound.hpp"
#include "affetto/pipeline/file_by_file.hpp"
#include "affetto/pipeline/load_codec.hpp"

namespace affetto {

/// Bits of the codes and, of models that normalise, of the scale of each segment.
class BitCount {
public:
    explicit BitCount(const CodecConfig& config) : config_(config) {}

    void add(const CodePiece& piece);
    double bits() const { return bits_; }
    /// Of a sound with so many samples of each channel.
    double kbps(std::int64_t samples) const;

private:
    const CodecConfig& config_;
    double bits_ = 0;
};

/// What the stages of code_sound.hpp share: the folder, the sums, sidecars and manifest.
class CodeRun {
public:
    /// `what` stands in the sidecars, "affetto <what>", and in the manifest. Throws UsageError.
    CodeRun(const CodeSoundOptions& options, Progress& progress, std::string what);

    const Path& folder() const { return out_.path(); }
    /// How far a file is; throws Interrupted.
    void tell(const std::string& stage, std::int64_t samples, std::int64_t expected,
              const CodecConfig& config) const;
    /// Counts a sound that is done and writes its sidecar: what every sidecar has, then `further`.
    void add(const Path& source, const std::string& name, const LoadedCodec& codec,
             std::int64_t samples, const std::vector<std::string>& files, const Json& further);
    /// Calls `work` for every file and completes the folder.
    CodeSoundSummary run(const char* done, const decltype(FileByFile::work)& work);

    CodeSoundSummary summary;  ///< sums; means once run() returns
    double bits = 0;           ///< of all codes

private:
    void finish(const std::vector<SkippedFile>& skipped);

    const CodeSoundOptions& options_;
    Progress& progress_;
    std::string what_;
    ResultFolder out_;
    std::map<std::string, Json> codecs_;  ///< that were used, by name
    Json sounds_ = Json::array();
};

}  // namespace affetto
