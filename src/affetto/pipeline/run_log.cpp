#include "affetto/pipeline/run_log.hpp"

#include "affetto/core/csv.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/text.hpp"
#include "affetto/pipeline/training_curves.hpp"

namespace affetto {
namespace {

const std::vector<std::string> kHistoryColumns = {"epoch",
                                                  "step",
                                                  "train_total",
                                                  "train_reconstruction",
                                                  "train_kl",
                                                  "validation_total",
                                                  "validation_reconstruction",
                                                  "validation_kl",
                                                  "learning_rate",
                                                  "beta",
                                                  "seconds"};

/// Means over an epoch, of runs with a discriminator; empty before it takes part.
const std::vector<std::string> kAdversarialColumns = {"adversarial", "feature_matching",
                                                      "discriminator"};

constexpr std::size_t kHeldBack = 1 << 14;  // bytes of log lines between writes

/// Lines of the log whose step is not beyond `step`.
std::string kept_lines(const std::string& text, std::int64_t step) {
    std::string kept;
    for (const std::string_view line : split(text, '\n')) {
        if (line.empty()) continue;
        try {
            if (parse_json(line, "log.jsonl").at("step").get<std::int64_t>() > step) break;
        } catch (const std::exception&) {
            break;  // a line cut short by the crash
        }
        kept.append(line).push_back('\n');
    }
    return kept;
}

}  // namespace

RunLog::RunLog(Path folder, std::int64_t resumed_at, bool adversarial)
    : folder_(std::move(folder)), columns_(kHistoryColumns) {
    if (adversarial)
        columns_.insert(columns_.end(), kAdversarialColumns.begin(), kAdversarialColumns.end());
    const Path log = folder_ / "log.jsonl", history = folder_ / "history.csv";
    if (resumed_at > 0) {
        if (std::filesystem::exists(log)) write_text(log, kept_lines(read_text(log), resumed_at));
        if (std::filesystem::exists(history)) {
            const CsvTable table = read_csv(history);
            for (const auto& row : table.rows) {
                if (parse_integer(row[1]).value_or(resumed_at + 1) > resumed_at) continue;
                history_.push_back(row);
                history_.back().resize(columns_.size());  // the run may have been without
            }
        }
    } else {
        write_text(log, "");
    }
    write_text(history, to_csv(columns_, history_));
}

Decision RunLog::after_step(const StepReport& r) {
    Json line = {{"step", r.step},
                 {"epoch", r.epoch},
                 {"loss", r.total},
                 {"reconstruction", r.reconstruction},
                 {"kl", r.kl},
                 {"beta", r.beta},
                 {"learning_rate", r.learning_rate},
                 {"gradient_norm", r.gradient_norm}};
    if (r.emotion_error) line["emotion_error"] = *r.emotion_error;
    if (r.adversary_loss) line["adversary_loss"] = *r.adversary_loss;
    if (r.adversary) {
        line["adversarial"] = r.adversary->adversarial;
        line["feature_matching"] = r.adversary->feature_matching;
        if (r.adversary->discriminator) line["discriminator"] = *r.adversary->discriminator;
    }
    pending_ += line.dump() + "\n";
    if (pending_.size() > kHeldBack) flush();
    return Decision::go_on;
}

Decision RunLog::after_epoch(const EpochReport& r, const Network&) {
    history_.push_back({std::to_string(r.epoch), std::to_string(r.step),
                        format_number(r.train_total), format_number(r.train_reconstruction),
                        format_number(r.train_kl), format_number(r.validation_total),
                        format_number(r.validation_reconstruction), format_number(r.validation_kl),
                        format_number(r.learning_rate), format_number(r.beta),
                        format_fixed(r.seconds, 1)});
    history_.back().resize(columns_.size());
    if (r.adversary) {
        auto* cell = &history_.back()[kHistoryColumns.size()];
        cell[0] = format_number(r.adversary->adversarial);
        cell[1] = format_number(r.adversary->feature_matching);
        if (r.adversary->discriminator) cell[2] = format_number(*r.adversary->discriminator);
    }
    flush();
    write_text(folder_ / "history.csv", to_csv(columns_, history_));
    const CsvTable table{"history.csv", columns_, history_, {}};
    std::filesystem::create_directories(folder_ / "plots");
    write_text(folder_ / "plots/loss.svg", loss_curves_svg(table));
    write_text(folder_ / "plots/kl.svg", kl_curves_svg(table));
    return Decision::go_on;
}

void RunLog::flush() {
    if (pending_.empty()) return;
    append_text(folder_ / "log.jsonl", pending_);
    pending_.clear();
}

}  // namespace affetto
