#include "affetto/pipeline/event_log.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <optional>
#include <vector>

#include "affetto/core/text.hpp"
#include "affetto/pipeline/event_file.hpp"

namespace affetto {
namespace {

constexpr std::size_t kHeldBack = 1 << 15;  // bytes of records between writes

double now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// TensorBoard reads the files of a folder in the order of their names, and knows them by the third
/// word.
std::string file_name() {
    std::array<char, 256> host{};
    const bool known = gethostname(host.data(), host.size() - 1) == 0 && host.front() != '\0';
    return "events.out.tfevents." + format_fixed(now(), 0) + "." +
           (known ? std::string(host.data()) : "localhost") + "." + std::to_string(getpid());
}

}  // namespace

EventLog::EventLog(const Path& folder, const Json& config, std::int64_t resumed_at, Warn warn)
    : file_(folder / file_name()), warn_(std::move(warn)), flush_at_(kHeldBack) {
    std::filesystem::create_directories(folder);
    pending_ = event_version_record(now());
    if (resumed_at > 0) pending_ += event_restart_record(now(), resumed_at + 1);
    pending_ += event_text_record(
        now(), resumed_at, "configuration",
        "```\n" + config.dump(2, ' ', false, Json::error_handler_t::replace) + "\n```");
    flush();
}

Decision EventLog::after_step(const StepReport& r) {
    std::vector<EventScalar> scalars = {{"train/loss", r.total},
                                        {"train/reconstruction", r.reconstruction},
                                        {"train/kl", r.kl},
                                        {"train/beta", r.beta},
                                        {"train/learning_rate", r.learning_rate},
                                        {"train/gradient_norm", r.gradient_norm},
                                        {"train/tokens_per_second", r.steps_per_second}};
    const auto add = [&](const char* name, const std::optional<double>& value) {
        if (value) scalars.push_back({name, *value});
    };
    add("train/emotion_head", r.emotion_error);
    add("train/latent_adversary", r.adversary_loss);
    if (r.adversary) {
        add("train/adversarial", r.adversary->adversarial);
        add("train/feature_matching", r.adversary->feature_matching);
        add("train/discriminator", r.adversary->discriminator);
    }
    pending_ += event_scalars_record(now(), r.step, scalars);
    if (pending_.size() > flush_at_) flush_or_warn();
    return Decision::go_on;
}

Decision EventLog::after_epoch(const EpochReport& r, const Network&) {
    std::vector<EventScalar> scalars = {
        {"epoch/loss", r.train_total},
        {"epoch/reconstruction", r.train_reconstruction},
        {"epoch/kl", r.train_kl},
        {"epoch/active_units", static_cast<double>(r.use.active_units())}};
    if (r.validation_total != 0)  // 0: there are no windows to validate on
        scalars.insert(scalars.end(), {{"validation/loss", r.validation_total},
                                       {"validation/reconstruction", r.validation_reconstruction},
                                       {"validation/kl", r.validation_kl}});
    pending_ += event_scalars_record(now(), r.step, scalars);
    flush_or_warn();
    return Decision::go_on;
}

void EventLog::flush_or_warn() {
    const bool written = write_or_warn(
        [&] { flush(); }, "training goes on, and it is written with what comes next", warn_);
    flush_at_ = kHeldBack + (written ? 0 : pending_.size());
}

void EventLog::flush() {
    if (pending_.empty()) return;
    append_text(file_, pending_);
    pending_.clear();
}

}  // namespace affetto
