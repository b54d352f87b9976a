#include "local_ranks.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "affetto/core/error.hpp"
#include "affetto/core/foreign_text.hpp"
#include "affetto/core/text.hpp"
#include "affetto/distributed/launch.hpp"
#include "affetto/distributed/local_meeting.hpp"

namespace affetto::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kFailed = 1, kInterrupted = 130;
constexpr std::size_t kKept = 1 << 16;       // bytes of what a rank says
constexpr std::size_t kLongestLine = 2'000;  // characters of it

struct Child {
    pid_t pid = -1;
    int errors = -1;  ///< the reading end of its stderr; rank 0 has this program's
    std::string said;
    std::optional<int> status;  ///< as waitpid tells it; none: runs
    bool stopped = false;       ///< by this program
};

Error system_fault(const std::string& what) {
    return Error("--ranks: " + what + ": " + std::strerror(errno));
}

/// One of the processes, in the child: from here on it is another program.
[[noreturn]] void become_rank(int rank, const LocalRanks& run, const Path& meeting, int errors,
                              pid_t parent, const sigset_t& signals) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(kFailed);
    setenv(kRanksFile, meeting.c_str(), 1);
    setenv("WORLD_SIZE", std::to_string(run.ranks).c_str(), 1);
    setenv("LOCAL_WORLD_SIZE", std::to_string(run.ranks).c_str(), 1);
    setenv("RANK", std::to_string(rank).c_str(), 1);
    setenv("LOCAL_RANK", std::to_string(rank).c_str(), 1);
    if (rank > 0) {
        const int nowhere = open("/dev/null", O_WRONLY);
        if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0 || dup2(errors, STDERR_FILENO) < 0)
            _exit(kFailed);
    }
    sigprocmask(SIG_SETMASK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_DFL);
    std::signal(SIGUSR1, SIG_IGN);  // until the program has a handler
    execv(run.program.c_str(), run.argv);
    _exit(127);
}

class Run {
public:
    explicit Run(const LocalRanks& run)
        : grace_(run.grace), children_(static_cast<std::size_t>(run.ranks)) {
        sigset_t watched;
        sigemptyset(&watched);
        for (const int signal : {SIGCHLD, SIGINT, SIGTERM, SIGUSR1}) sigaddset(&watched, signal);
        sigprocmask(SIG_BLOCK, &watched, &before_);
        signals_ = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
        if (signals_ < 0) throw system_fault("signals cannot be watched");
        const pid_t parent = getpid();
        const Path meeting = meeting_.path();  // of this process, not of those that it starts
        for (int r = 0; r < run.ranks; ++r) {
            std::array<int, 2> ends{-1, -1};
            if (r > 0 && pipe2(ends.data(), O_CLOEXEC) != 0)
                throw system_fault("no pipe for rank " + std::to_string(r));
            Child& child = children_[static_cast<std::size_t>(r)];
            child.errors = ends[0];
            child.pid = fork();
            if (child.pid == 0) become_rank(r, run, meeting, ends[1], parent, before_);
            if (ends[1] >= 0) close(ends[1]);
            if (child.pid < 0)
                throw system_fault("rank " + std::to_string(r) + " cannot be started");
        }
    }

    ~Run() {
        end_the_rest();
        for (Child& child : children_) {
            if (child.pid > 0 && !child.status) waitpid(child.pid, nullptr, 0);
            if (child.errors >= 0) close(child.errors);
        }
        if (signals_ >= 0) close(signals_);
        sigprocmask(SIG_SETMASK, &before_, nullptr);
    }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    int wait() {
        std::optional<Clock::time_point> deadline;
        while (any_runs()) {
            watch(deadline);
            reap();
            if (!deadline && any_failed()) deadline = Clock::now() + grace_;
            if (deadline && Clock::now() >= *deadline) end_the_rest();
        }
        for (Child& child : children_) listen_to(child);
        return report();
    }

private:
    static bool runs(const Child& child) { return !child.status; }
    bool any_runs() const { return std::any_of(children_.begin(), children_.end(), runs); }
    bool any_failed() const {
        return std::any_of(children_.begin(), children_.end(), [](const Child& child) {
            // One that was asked to stop leaves the first to finish the model.
            const int status = child.status.value_or(0);
            return status != 0 && status != kInterrupted;
        });
    }

    /// Waits until a rank speaks or ends, a signal arrives or the deadline is there.
    void watch(const std::optional<Clock::time_point>& deadline) {
        std::vector<pollfd> open{{signals_, POLLIN, 0}};
        for (const Child& child : children_)
            if (child.errors >= 0) open.push_back({child.errors, POLLIN, 0});
        int wait_ms = -1;
        if (deadline) {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - Clock::now());
            wait_ms = static_cast<int>(std::max<std::int64_t>(0, left.count()) + 1);
        }
        poll(open.data(), open.size(), wait_ms);
        signalfd_siginfo info{};
        while (read(signals_, &info, sizeof info) == static_cast<ssize_t>(sizeof info))
            pass_on(info);
        for (std::size_t i = 1; i < open.size(); ++i) {
            if (open[i].revents == 0) continue;
            for (Child& child : children_)
                if (child.errors == open[i].fd) listen_to(child);
        }
    }

    /// The terminal's Ctrl-C has reached the ranks already; what was sent to this process alone has
    /// not.
    void pass_on(const signalfd_siginfo& info) {
        const int signal = static_cast<int>(info.ssi_signo);
        if (signal == SIGCHLD) return;
        if (signal != SIGUSR1 && ++interrupts_ > 2) return end_the_rest();
        if (info.ssi_code == SI_KERNEL) return;
        for (const Child& child : children_)
            if (runs(child)) kill(child.pid, signal);
    }

    /// Takes what has arrived; closes the pipe at its end.
    static void listen_to(Child& child) {
        std::array<char, 4096> block{};
        pollfd ready{child.errors, POLLIN, 0};
        while (child.errors >= 0 && poll(&ready, 1, 0) > 0) {
            const ssize_t count = read(child.errors, block.data(), block.size());
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) {
                close(child.errors);
                child.errors = -1;
                return;
            }
            child.said.append(block.data(), static_cast<std::size_t>(count));
            if (child.said.size() > kKept) child.said.erase(0, child.said.size() - kKept);
        }
    }

    void reap() {
        for (Child& child : children_) {
            int status = 0;
            if (runs(child) && waitpid(child.pid, &status, WNOHANG) == child.pid)
                child.status = status;
        }
    }

    void end_the_rest() {
        for (Child& child : children_) {
            if (child.pid <= 0 || !runs(child)) continue;
            child.stopped = true;
            kill(child.pid, SIGKILL);
        }
    }

    /// Whether a rank was ended by a signal that asked to stop, before it could answer it.
    bool was_interrupted(const Child& child) const {
        if (interrupts_ == 0 || child.stopped || !WIFSIGNALED(*child.status)) return false;
        return WTERMSIG(*child.status) == SIGINT || WTERMSIG(*child.status) == SIGTERM;
    }

    /// Names who is at fault; those that only followed are not.
    int report() const {
        if (was_interrupted(children_.front())) {
            std::cerr << "affetto: " << Interrupted().what() << '\n';
            return kInterrupted;
        }
        const int first = exit_status(children_.front());
        std::vector<std::string> hung;
        int result = first == kLostRank ? kFailed : first;
        bool named = false;
        for (std::size_t r = 0; r < children_.size(); ++r) {
            const Child& child = children_[r];
            const std::string name = "rank " + std::to_string(r);
            if (child.stopped) {
                hung.push_back(name);
                continue;
            }
            const int status = exit_status(child);
            if (was_interrupted(child)) continue;
            if (status == 0 || status == kLostRank || status == kInterrupted) continue;
            named = true;
            if (result == 0 || (WIFSIGNALED(*child.status) && r == 0) || first == kLostRank)
                result = WIFSIGNALED(*child.status) ? kFailed : status;
            if (WIFSIGNALED(*child.status)) {
                const int signal = WTERMSIG(*child.status);
                std::cerr
                    << "affetto: " << name << " was ended by signal " << signal << " ("
                    << strsignal(signal)
                    << "), so all ranks end; 'affetto train --resume' goes on from the newest "
                       "checkpoint\n";
            } else if (r > 0 && first != status) {
                repeat(name, child.said);
            }
        }
        if (interrupts_ > 2) return kInterrupted;
        if (!named)
            for (const std::string& name : hung) {
                std::cerr << "affetto: " << name
                          << " did not answer the others, so all ranks end; 'affetto train "
                             "--resume' goes on from the newest checkpoint\n";
                result = kFailed;
            }
        return result;
    }

    static int exit_status(const Child& child) {
        return WIFEXITED(*child.status) ? WEXITSTATUS(*child.status)
                                        : 128 + WTERMSIG(*child.status);
    }

    static void repeat(const std::string& name, const std::string& said) {
        for (const std::string_view line : split(said, '\n'))
            if (!line.empty()) std::cerr << name << ": " << shortened(line, kLongestLine) << '\n';
    }

    std::chrono::milliseconds grace_;
    MemoryFile meeting_;  // in which they meet
    std::vector<Child> children_;
    sigset_t before_{};
    int signals_ = -1;
    int interrupts_ = 0;
};

}  // namespace

int run_local_ranks(const LocalRanks& run) { return Run(run).wait(); }

}  // namespace affetto::cli
