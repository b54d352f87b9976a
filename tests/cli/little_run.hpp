#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/program.hpp"

namespace affetto::test {

/// Training of a small model by the real program, with a checkpoint every few steps, a running mean
/// of the weights, accumulation and a cyclical beta.
class LittleRun {
public:
    /// Makes the corpus, its latents and the configuration in a folder of its own.
    LittleRun();

    /// The arguments of a run into `name`, or of one that goes on there.
    std::vector<std::string> begin(const std::string& name) const;
    std::vector<std::string> resume(const std::string& name) const;
    /// The one or the other: where a run was killed before it began there is nothing to resume.
    std::vector<std::string> go_on(const std::string& name) const;

    Path folder(const std::string& name) const { return folder_ / name; }
    /// The step of the newest checkpoint, 0 without one.
    std::int64_t newest_step(const std::string& name) const;

    /// What must be equal, byte for byte, in a run without breaks: model, log, and the history
    /// but for its seconds.
    std::string outcome(const std::string& name) const;

private:
    TemporaryFolder folder_;
};

/// Kills a run `kills` times, each at a moment drawn from `seed`, resuming it after each; then lets
/// it end, and expects the bytes of a run without breaks.
void expect_kills_cost_nothing(const LittleRun& run, int kills, std::uint64_t seed);

}  // namespace affetto::test
