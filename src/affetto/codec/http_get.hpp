#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace affetto {

/// What a server says before the body of its answer.
struct HttpAnswer {
    int status = 0;                            ///< 200, 206, 404, ...
    std::optional<std::uint64_t> length;       ///< bytes that follow
    std::optional<std::uint64_t> range_begin;  ///< of 206: where in the file they belong
    std::optional<std::uint64_t> range_total;  ///< of 206: bytes of the whole file
};

/// Either may throw to stop the transfer; the exception reaches the caller of http_get.
struct HttpReceiver {
    std::function<void(const HttpAnswer&)> begin;               ///< once, first
    std::function<void(std::span<const std::byte>)> add_bytes;  ///< the body, piece by piece
};

/// The connection could not be made, or broke before the answer was whole.
struct HttpFault {
    std::string reason;
};

/// Asks for `url` (http or https) from byte `offset` on, and follows redirections, though never
/// from https to http. Waits at most a minute for a server that sends nothing. Gives the fault of
/// the connection, if there was one; a status such as 404 is none. Throws Error where this build
/// has no libcurl.
std::optional<HttpFault> http_get(const std::string& url, std::uint64_t offset,
                                  const HttpReceiver& receiver);

/// Whether this build has libcurl.
bool http_available();

/// Reads "bytes 5-9/10" into the range of `answer`; anything else leaves it as it is.
void parse_content_range(std::string_view value, HttpAnswer& answer);

}  // namespace affetto
