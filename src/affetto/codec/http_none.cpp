#include "affetto/codec/http_get.hpp"
#include "affetto/core/error.hpp"

// http_get of a build without libcurl.

namespace affetto {

bool http_available() { return false; }

std::optional<HttpFault> http_get(const std::string& url, std::uint64_t /*offset*/,
                                  const HttpReceiver& /*receiver*/) {
    throw Error(url +
                ": this Affetto was built without libcurl and downloads nothing; install "
                "libcurl4-openssl-dev and build again, or fetch the file by other means");
}

}  // namespace affetto
