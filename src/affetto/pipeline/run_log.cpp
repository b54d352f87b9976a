#include "affetto/pipeline/run_log.hpp"

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
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
                                                  "seconds",
                                                  "active_units",
                                                  "kl_per_dimension"};

/// Means over an epoch, of runs with a discriminator; empty before it takes part.
const std::vector<std::string> kAdversarialColumns = {"adversarial", "feature_matching",
                                                      "discriminator"};

constexpr std::size_t kHeldBack = 1 << 14;  // bytes of log lines between writes

const std::string kLater = "training goes on, and it is written with what comes next";

/// "0.12 0.03": one cell.
std::string list_text(const std::vector<double>& values) {
    std::string text;
    for (const double value : values) text += (text.empty() ? "" : " ") + format_fixed(value, 4);
    return text;
}

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

RunLog::RunLog(Path folder, std::int64_t resumed_at, Warn warn, bool adversarial)
    : folder_(std::move(folder)),
      columns_(kHistoryColumns),
      warn_(std::move(warn)),
      flush_at_(kHeldBack) {
    if (adversarial)
        columns_.insert(columns_.end(), kAdversarialColumns.begin(), kAdversarialColumns.end());
    const Path log = folder_ / "log.jsonl", history = folder_ / "history.csv";
    if (resumed_at > 0) {
        const auto whole = [](const Path& path) {  // a long run's log is larger than other texts
            const Bytes bytes = read_bytes(path);
            return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        };
        if (std::filesystem::exists(log)) write_text(log, kept_lines(whole(log), resumed_at));
        if (std::filesystem::exists(history)) read_history(history, resumed_at);
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
    if (pending_.size() > flush_at_)
        flush_at_ =
            kHeldBack + (write_or_warn([&] { flush(); }, kLater, warn_) ? 0 : pending_.size());
    return Decision::go_on;
}

Decision RunLog::after_epoch(const EpochReport& r, const Network&) {
    history_.push_back({std::to_string(r.epoch), std::to_string(r.step),
                        format_number(r.train_total), format_number(r.train_reconstruction),
                        format_number(r.train_kl), format_number(r.validation_total),
                        format_number(r.validation_reconstruction), format_number(r.validation_kl),
                        format_number(r.learning_rate), format_number(r.beta),
                        format_fixed(r.seconds, 1), std::to_string(r.use.active_units()),
                        list_text(r.use.kl_per_dimension())});
    history_.back().resize(columns_.size());
    if (r.adversary) {
        auto* cell = &history_.back()[kHistoryColumns.size()];
        cell[0] = format_number(r.adversary->adversarial);
        cell[1] = format_number(r.adversary->feature_matching);
        if (r.adversary->discriminator) cell[2] = format_number(*r.adversary->discriminator);
    }
    const auto write = [&] {
        flush();
        write_text(folder_ / "history.csv", to_csv(columns_, history_));
        draw();
    };
    write_or_warn(write, kLater, warn_);
    return Decision::go_on;
}

void RunLog::read_history(const Path& path, std::int64_t resumed_at) {
    const auto read = [&] {
        for (auto row : read_csv(path).rows) {
            if (row.size() < 2 || parse_integer(row[1]).value_or(resumed_at + 1) > resumed_at)
                continue;
            row.resize(
                columns_.size());  // older versions, and runs without an adversary, had fewer
            history_.push_back(std::move(row));
        }
    };
    try {
        read();
    } catch (const Interrupted&) {
        throw;  // nothing was trained: what stands in the folder stays
    } catch (const Error& fault) {
        warn(warn_, std::string(fault.what()) + "; its rows are lost, and training goes on");
    }
}

void RunLog::draw() const {
    const CsvTable table{"history.csv", columns_, history_, {}};
    write_text(folder_ / "plots/loss.svg", loss_curves_svg(table));
    write_text(folder_ / "plots/kl.svg", kl_curves_svg(table));
}

void RunLog::flush() {
    if (pending_.empty()) return;
    append_text(folder_ / "log.jsonl", pending_);
    pending_.clear();
}

}  // namespace affetto
