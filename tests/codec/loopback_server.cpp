#include "loopback_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "affetto/core/text.hpp"

namespace affetto::test {
namespace {

HttpRequest parse_request(const std::string& head) {
    HttpRequest request;
    request.path = head.substr(0, head.find(" HTTP/"));
    request.path = request.path.substr(request.path.find(' ') + 1);
    const std::string field = "Range: bytes=";
    if (const std::size_t at = head.find(field); at != std::string::npos) {
        const std::size_t begin = at + field.size();
        request.range_begin = static_cast<std::uint64_t>(
            parse_integer(head.substr(begin, head.find('-', begin) - begin)).value());
    }
    return request;
}

}  // namespace

LoopbackServer::LoopbackServer(Answer answer) : answer_(std::move(answer)) {
    // A proxy of the user's must not stand between.
    ::setenv("no_proxy", "127.0.0.1", 1);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || ::bind(listener_, any, size) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, any, &size) != 0)
        throw std::runtime_error("no server on loopback");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

LoopbackServer::~LoopbackServer() {
    stop_ = true;
    thread_.join();
    ::close(listener_);
}

std::string LoopbackServer::url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/";
}

std::vector<HttpRequest> LoopbackServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

void LoopbackServer::serve() {
    constexpr int kMilliseconds = 5;
    while (!stop_) {
        pollfd waiting{listener_, POLLIN, 0};
        if (::poll(&waiting, 1, kMilliseconds) <= 0) continue;
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) continue;
        answer_one(connection);
        ::close(connection);
    }
}

void LoopbackServer::answer_one(int connection) {
    std::string head;
    char block[4'096];
    while (head.find("\r\n\r\n") == std::string::npos) {
        const ssize_t count = ::recv(connection, block, sizeof block, 0);
        if (count <= 0) return;
        head.append(block, static_cast<std::size_t>(count));
    }
    const HttpRequest request = parse_request(head);
    {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
    }
    const std::string answer = answer_(request);
    for (std::size_t sent = 0; sent < answer.size();) {
        const ssize_t count =
            ::send(connection, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) return;
        sent += static_cast<std::size_t>(count);
    }
    // Until the other side has closed: data that is still on its way must not be thrown away.
    ::shutdown(connection, SHUT_WR);
    while (::recv(connection, block, sizeof block, 0) > 0) {
    }
}

std::string http_answer(const std::string& status, const std::string& headers,
                        const std::string& body) {
    return "HTTP/1.1 " + status + "\r\n" + headers + "Connection: close\r\n\r\n" + body;
}

}  // namespace affetto::test
