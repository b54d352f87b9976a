#include "cli/running_program.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace affetto::test {
namespace {

std::string content_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace

RunningProgram::RunningProgram(const std::vector<std::string>& arguments,
                               const Variables& variables) {
    const std::string out = (folder_ / "out").string(), err = (folder_ / "err").string();
    std::vector<std::string> words{AFFETTO_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("fork failed");
    if (pid_ == 0) {
        for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
        const int to_out = open(out.c_str(), O_WRONLY | O_CREAT, 0600);
        const int to_err = open(err.c_str(), O_WRONLY | O_CREAT, 0600);
        if (dup2(to_out, STDOUT_FILENO) < 0 || dup2(to_err, STDERR_FILENO) < 0) _exit(127);
        execv(argv[0], argv.data());
        _exit(127);
    }
}

RunningProgram::~RunningProgram() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

std::optional<pid_t> RunningProgram::rank(int rank) const {
    const std::string own = std::to_string(pid_);
    std::istringstream children(content_of("/proc/" + own + "/task/" + own + "/children"));
    // The environment is a sequence of texts, each ended by a zero.
    const std::string wanted = std::string(1, '\0') + "RANK=" + std::to_string(rank) + '\0';
    for (pid_t child = 0; children >> child;)
        if (content_of("/proc/" + std::to_string(child) + "/environ").find(wanted) !=
            std::string::npos)
            return child;
    return std::nullopt;
}

Result RunningProgram::wait(double seconds) {
    int status = 0;
    const bool ended = comes_true(seconds, [&] { return waitpid(pid_, &status, WNOHANG) == pid_; });
    if (!ended)
        throw std::runtime_error("the program did not end; it said: " +
                                 content_of((folder_ / "err").string()));
    pid_ = -1;
    Result result;
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    result.out = content_of((folder_ / "out").string());
    result.err = content_of((folder_ / "err").string());
    return result;
}

int free_port() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    const bool known = bind(fd, plain, size) == 0 && getsockname(fd, plain, &size) == 0;
    close(fd);
    if (!known) throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
}

bool comes_true(double seconds, const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (!done()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

}  // namespace affetto::test
