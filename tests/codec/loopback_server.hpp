#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace affetto::test {

struct HttpRequest {
    std::string path;
    std::optional<std::uint64_t> range_begin;
};

/// An HTTP server on 127.0.0.1 that answers one connection after another with whatever bytes the
/// test wants, head and body, and then closes it.
class LoopbackServer {
public:
    using Answer = std::function<std::string(const HttpRequest&)>;

    explicit LoopbackServer(Answer answer);
    ~LoopbackServer();
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;

    std::string url() const;  ///< ends with '/'
    std::vector<HttpRequest> requests() const;

private:
    void serve();
    void answer_one(int connection);

    Answer answer_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> stop_{false};
    mutable std::mutex mutex_;
    std::vector<HttpRequest> requests_;
    std::thread thread_;
};

/// "HTTP/1.1 STATUS", the headers (each with its line's end), an empty line, the body.
std::string http_answer(const std::string& status, const std::string& headers,
                        const std::string& body);

}  // namespace affetto::test
