#include "cli/program.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

namespace affetto::test {
namespace {

/// In the child, before the program starts: nothing but system calls.
void redirect(const char* file, int stream) {
    const int fd = open(file, O_WRONLY | O_CREAT, 0600);
    if (fd < 0 || dup2(fd, stream) < 0) _exit(127);
    if (fd != stream) close(fd);
}

double seconds(const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
}

}  // namespace

Result run_affetto(const std::vector<std::string>& arguments, const Setting& setting) {
    const TemporaryFolder folder;
    const std::string out = (folder / "out").string(), err = (folder / "err").string();
    std::vector<std::string> words{AFFETTO_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const char* out_to = setting.out_to.empty() ? out.c_str() : setting.out_to.c_str();
    const std::string cwd = setting.folder.string();

    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("fork failed");
    if (child == 0) {
        if (!cwd.empty() && chdir(cwd.c_str()) != 0) _exit(127);
        redirect(err.c_str(), STDERR_FILENO);
        if (setting.out_to == "-")
            close(STDOUT_FILENO);
        else
            redirect(out_to, STDOUT_FILENO);
        execv(argv[0], argv.data());
        _exit(127);
    }
    if (setting.interrupt_after >= 0) {
        std::this_thread::sleep_for(std::chrono::duration<double>(setting.interrupt_after));
        kill(child, SIGINT);
    }
    int status = 0;
    rusage usage{};
    if (wait4(child, &status, 0, &usage) != child) throw std::runtime_error("wait4 failed");

    Result run;
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (setting.out_to.empty()) run.out = read_text(out);
    run.err = read_text(err);
    run.processor_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    return run;
}

}  // namespace affetto::test
