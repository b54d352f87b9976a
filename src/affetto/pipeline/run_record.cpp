#include "affetto/pipeline/run_record.hpp"

#include <algorithm>
#include <string_view>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

constexpr const char* kFacts = "run";

/// How long, how often, how stored: not what.
constexpr std::string_view kLimits[] = {"max_steps",       "max_epochs",       "max_minutes",
                                        "patience_epochs", "checkpoint_steps", "half_weights"};
/// What steers the steps to come. The state that a checkpoint holds fits any value of these.
constexpr std::string_view kSteering[] = {
    "learning_rate",     "warmup_steps", "decay_steps",  "weight_decay",
    "clip_norm",         "ema_decay",    "beta",         "beta_schedule",
    "beta_cycles",       "beta_ratio",   "free_nats",    "batch_size",
    "beta_warmup_steps", "accumulate",   "tempo_jitter", "velocity_jitter",
    "validation_clips"};

template <std::size_t N>
bool is_one_of(const std::string_view (&names)[N], const std::string& field) {
    constexpr std::string_view kPrefix = "training.";
    return field.rfind(kPrefix, 0) == 0 &&
           std::find(std::begin(names), std::end(names), field.substr(kPrefix.size())) !=
               std::end(names);
}

/// "/training/beta" -> "training.beta".
std::string dotted(std::string pointer) {
    std::replace(pointer.begin(), pointer.end(), '/', '.');
    return pointer.substr(1);
}

std::string text_of(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

[[noreturn]] void refuse(const std::string& what) {
    throw UsageError("--resume: " + what +
                     "; resume as the run was begun, or train anew into another --out");
}

}  // namespace

RunRecord read_run_record(const Path& path) {
    RunRecord record;
    Json json = read_json(path);
    if (json.is_object() && json.contains(kFacts)) {
        try {
            const Json& facts = json.at(kFacts);
            record.latents = facts.value("latents_sha256", record.latents);
            record.precision = facts.value("precision", record.precision);
            record.threads = facts.value("threads", record.threads);
            record.batch_fit = facts.value("batch_fit", record.batch_fit);
            record.changes = facts.value("changes", record.changes);
        } catch (const Json::exception& fault) {
            throw DataError(display(path) + ": " + fault.what());
        }
        json.erase(kFacts);
    }
    affetto::from_json(record.config, json);
    return record;
}

void write_run_record(const Path& path, const RunRecord& record) {
    Json json = to_json(record.config);
    json[kFacts] = {{"latents_sha256", record.latents},
                    {"precision", record.precision},
                    {"threads", record.threads},
                    {"batch_fit", record.batch_fit},
                    {"changes", record.changes}};
    write_json(path, json);
}

Json changes_on_resume(const RunRecord& before, const RunRecord& now, std::int64_t step) {
    if (!before.latents.empty() && before.latents != now.latents)
        refuse("the latents are not those that the run learned from (their SHA-256 was " +
               before.latents.substr(0, 12) + "..., is " + now.latents.substr(0, 12) + "...)");
    Json changes = Json::array();
    const auto changed = [&](const std::string& field, const Json& from, const Json& to) {
        changes.push_back({{"step", step}, {"field", field}, {"from", from}, {"to", to}});
    };
    const Json old_config = to_json(before.config).flatten(),
               new_config = to_json(now.config).flatten();
    for (const auto& item : new_config.items()) {
        const Json from = old_config.value(item.key(), Json());
        const std::string field = dotted(item.key());
        if (from == item.value() || is_one_of(kLimits, field)) continue;
        if (!is_one_of(kSteering, field))
            refuse(field + " was " + text_of(from) + " and is now " + text_of(item.value()) +
                   ", which the checkpoint does not fit");
        changed(field, from, item.value());
    }
    if (!before.precision.empty() && before.precision != now.precision)
        changed("precision", before.precision, now.precision);
    if (before.threads != 0 && before.threads != now.threads)
        changed("threads", before.threads, now.threads);
    return changes;
}

std::string changes_text(const Json& changes) {
    std::string text;
    for (const Json& change : changes)
        text += (text.empty() ? "" : ", ") + text_of(change.at("field")) + " from " +
                text_of(change.at("from")) + " to " + text_of(change.at("to"));
    return text;
}

}  // namespace affetto
