#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "affetto/core/text.hpp"
#include "say_warning.hpp"
#include "session.hpp"
#include "terminal_text.hpp"

namespace affetto::cli {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// "1:05" or "2:03:10".
std::string clock_text(double seconds) {
    const auto s = static_cast<std::int64_t>(seconds + 0.5);
    const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    if (s < 3600) return std::to_string(s / 60) + ":" + two(s % 60);
    return std::to_string(s / 3600) + ":" + two(s / 60 % 60) + ":" + two(s % 60);
}

/// How far one stage is, with an estimate from its own pace.
class Pace {
public:
    /// True where a new stage begins.
    bool enter(std::string_view stage, std::int64_t done) {
        if (stage == stage_ && done >= first_) return false;
        stage_ = std::string(stage);
        started_ = Clock::now();
        first_ = done;
        return true;
    }

    /// "37%, 1:05 left  loss 9.81"
    std::string text(std::int64_t done, std::int64_t total, std::string_view note) const {
        std::string line =
            total > 0 ? std::to_string(100 * done / total) + "%" : std::to_string(done);
        const double elapsed = seconds_since(started_);
        if (total > 0 && done > first_ && done < total && elapsed > 1)
            line += ", " +
                    clock_text(elapsed * static_cast<double>(total - done) /
                               static_cast<double>(done - first_)) +
                    " left";
        if (!note.empty()) line += "  " + std::string(note);
        return line;
    }

    const std::string& stage() const { return stage_; }

private:
    std::string stage_;
    Clock::time_point started_;
    std::int64_t first_ = 0;
};

/// One line that is drawn over and over.
class ProgressBar : public Progress {
public:
    ~ProgressBar() override { clear(); }

    void update(std::string_view stage, std::int64_t done, std::int64_t total,
                std::string_view note) override {
        if (!pace_.enter(stage, done) && seconds_since(drawn_) < 0.1 && done < total) return;
        drawn_ = Clock::now();
        constexpr std::int64_t kCells = 24;
        const auto filled = static_cast<std::size_t>(
            total > 0 ? std::clamp<std::int64_t>(kCells * done / total, 0, kCells) : 0);
        std::string line = pace_.stage() + " [" + std::string(filled, '=') +
                           std::string(kCells - filled, ' ') + "] " + pace_.text(done, total, note);
        // A line that wraps cannot be cleared.
        line = first_columns(printable(line), columns() - 1);
        std::fprintf(stderr, "\r\033[K%s", line.c_str());
        std::fflush(stderr);
        open_ = true;
    }

private:
    static std::size_t columns() {
        winsize size{};
        return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : 80;
    }

    void clear() {
        if (open_) std::fprintf(stderr, "\r\033[K");
        open_ = false;
    }

    Pace pace_;
    Clock::time_point drawn_;
    bool open_ = false;
};

/// A line at the beginning and the end of a stage and every few seconds between, for logs.
class ProgressLog : public Progress {
public:
    void update(std::string_view stage, std::int64_t done, std::int64_t total,
                std::string_view note) override {
        constexpr double kSecondsBetween = 10;
        const bool begins = pace_.enter(stage, done);
        if (!begins && done != total && seconds_since(written_) < kSecondsBetween) return;
        written_ = Clock::now();
        const std::string line = pace_.stage() + ": " + pace_.text(done, total, note);
        std::fprintf(stderr, "%s\n", message_text(line).c_str());
    }

private:
    Pace pace_;
    Clock::time_point written_;
};

bool is_terminal() {
    const char* terminal = std::getenv("TERM");
    return isatty(STDERR_FILENO) != 0 && terminal != nullptr &&
           std::string_view(terminal) != "dumb";
}

}  // namespace

void say_warning(const std::string& what) {
    // A bar's line is cleared first; the bar draws itself again.
    std::fprintf(stderr, "%saffetto: warning: %s\n", is_terminal() ? "\r\033[K" : "",
                 message_text(what).c_str());
}

std::unique_ptr<Progress> make_progress(const Session& session) {
    if (session.quiet) return std::make_unique<Progress>();
    if (is_terminal()) return std::make_unique<ProgressBar>();
    if (session.verbose) return std::make_unique<ProgressLog>();
    return std::make_unique<Progress>();
}

}  // namespace affetto::cli
