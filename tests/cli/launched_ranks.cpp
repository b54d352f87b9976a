#include "cli/launched_ranks.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace affetto::test {
namespace {

/// Of a file of /proc, whose size is not known before; empty where it cannot be read.
std::string content_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace

std::optional<pid_t> process_of_rank(const StartedProgram& program, int rank) {
    const std::string own = std::to_string(program.pid());
    std::istringstream children(content_of("/proc/" + own + "/task/" + own + "/children"));
    // The environment is a sequence of texts, each ended by a zero.
    const std::string wanted = std::string(1, '\0') + "RANK=" + std::to_string(rank) + '\0';
    for (pid_t child = 0; children >> child;)
        if (content_of("/proc/" + std::to_string(child) + "/environ").find(wanted) !=
            std::string::npos)
            return child;
    return std::nullopt;
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

}  // namespace affetto::test
