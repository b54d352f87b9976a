#pragma once

#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"
#include "affetto/training/config.hpp"

namespace affetto {

/// run.json of a model folder: all that decides a training run's bytes beside the checkpoint, so
/// that --resume goes on with the same. Runs of older versions lack everything but `config`.
struct RunRecord {
    RunConfig config;
    std::string latents;           ///< fingerprint_of(); empty: not recorded
    std::string precision;         ///< float32, bfloat16; empty: not recorded
    int threads = 0;               ///< 0: not recorded
    Json batch_fit;                ///< how --batch-size auto found batch_size; null: it was given
    Json changes = Json::array();  ///< what resumes changed: step, field, from, to
};

/// Throws DataError or ConfigError naming the file.
RunRecord read_run_record(const Path& path);
void write_run_record(const Path& path, const RunRecord& record);

/// What a resume at `step` changes, beyond limits, which may always change: entries for
/// RunRecord::changes. Throws UsageError for a change after which the checkpoint is no part of the
/// run: the network, the seed, the latents, whatever is not known to be harmless.
Json changes_on_resume(const RunRecord& before, const RunRecord& now, std::int64_t step);

/// "training.beta from 0.5 to 0.2, threads from 1 to 2".
std::string changes_text(const Json& changes);

}  // namespace affetto
