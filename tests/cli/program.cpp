#include "cli/program.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace affetto::test {
namespace {

/// In the child, before the program starts.
void redirect(const char* file, int stream) {
    const int fd = open(file, O_WRONLY | O_CREAT, 0600);
    if (fd < 0 || dup2(fd, stream) < 0) _exit(127);
    if (fd != stream) close(fd);
}

double seconds_of(const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
}

/// A program that was killed at once has written nothing yet.
std::string text_if_there(const Path& file) {
    return std::filesystem::exists(file) ? read_text(file) : std::string();
}

}  // namespace

StartedProgram::StartedProgram(const std::vector<std::string>& arguments, const Setting& setting)
    : out_to_(setting.out_to) {
    const std::string out = (streams_ / "out").string(), err = (streams_ / "err").string();
    std::vector<std::string> words{AFFETTO_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const char* out_to = setting.out_to.empty() ? out.c_str() : setting.out_to.c_str();
    const std::string cwd = setting.folder.string();

    child_ = fork();
    if (child_ < 0) throw std::runtime_error("fork failed");
    if (child_ == 0) {
        for (const auto& [name, value] : setting.variables) setenv(name.c_str(), value.c_str(), 1);
        if (setting.kilobytes > 0) {
            rlimit limit{};
            limit.rlim_cur = limit.rlim_max = setting.kilobytes << 10;
            if (setrlimit(RLIMIT_AS, &limit) != 0) _exit(127);
        }
        if (!cwd.empty() && chdir(cwd.c_str()) != 0) _exit(127);
        redirect(err.c_str(), STDERR_FILENO);
        if (setting.out_to == "-")
            close(STDOUT_FILENO);
        else
            redirect(out_to, STDOUT_FILENO);
        execv(argv[0], argv.data());
        _exit(127);
    }
}

StartedProgram::~StartedProgram() {
    if (child_ < 0) return;
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
}

void StartedProgram::signal(int number) const { kill(child_, number); }

bool StartedProgram::has_ended() const {
    siginfo_t info{};
    return waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == child_;
}

Result StartedProgram::wait(std::optional<double> seconds) {
    if (seconds && !comes_true(*seconds, [&] { return has_ended(); }))
        throw std::runtime_error("the program did not end; it said: " +
                                 text_if_there(streams_ / "err"));
    int status = 0;
    rusage usage{};
    if (wait4(child_, &status, 0, &usage) != child_) throw std::runtime_error("wait4 failed");
    child_ = -1;
    Result run;
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (out_to_.empty()) run.out = text_if_there(streams_ / "out");
    run.err = text_if_there(streams_ / "err");
    run.processor_seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    return run;
}

bool comes_true(double seconds, const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (!done()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

Result run_affetto(const std::vector<std::string>& arguments, const Setting& setting) {
    StartedProgram program(arguments, setting);
    if (setting.interrupt_after >= 0) {
        std::this_thread::sleep_for(std::chrono::duration<double>(setting.interrupt_after));
        program.signal(SIGINT);
    }
    return program.wait();
}

}  // namespace affetto::test
