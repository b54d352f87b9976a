#include <curl/curl.h>

#include <exception>
#include <memory>

#include "affetto/codec/http_get.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/core/text.hpp"

// libcurl (https://curl.se/libcurl/c/) behind http_get.

namespace affetto {
namespace {

constexpr long kConnectSeconds = 30, kSilentSeconds = 60, kRedirections = 5;

struct Transfer {
    CURL* curl = nullptr;
    const HttpReceiver* receiver = nullptr;
    HttpAnswer answer;
    bool begun = false;
    std::exception_ptr stopped;  // exceptions must not pass through libcurl

    template <class Action>
    bool guard(Action&& action) {
        try {
            action();
            return true;
        } catch (...) {
            stopped = std::current_exception();
            return false;
        }
    }

    void begin() {
        if (begun) return;
        begun = true;
        long status = 0;
        curl_off_t length = -1;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
        answer.status = static_cast<int>(status);
        if (length >= 0) answer.length = static_cast<std::uint64_t>(length);
        receiver->begin(answer);
    }
};

std::size_t on_header(char* text, std::size_t, std::size_t size, void* user) {
    auto& transfer = *static_cast<Transfer*>(user);
    const std::string_view line(text, size);
    const std::size_t colon = line.find(':');
    if (line.substr(0, 5) == "HTTP/") transfer.answer = {};  // after a redirection
    if (colon != std::string_view::npos && to_lower(line.substr(0, colon)) == "content-range")
        parse_content_range(line.substr(colon + 1), transfer.answer);
    return size;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
    auto& transfer = *static_cast<Transfer*>(user);
    const bool taken = transfer.guard([&] {
        transfer.begin();
        transfer.receiver->add_bytes(std::as_bytes(std::span(data, size)));
    });
    return taken ? size : 0;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Transfer*>(user)->guard(throw_if_interrupted) ? 0 : 1;
}

}  // namespace

bool http_available() { return true; }

std::optional<HttpFault> http_get(const std::string& url, std::uint64_t offset,
                                  const HttpReceiver& receiver) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    if (ready != CURLE_OK || !curl) throw Error("libcurl cannot be started");
    Transfer transfer;
    transfer.curl = curl.get();
    transfer.receiver = &receiver;
    char reason[CURL_ERROR_SIZE] = "";
    const bool secure = to_lower(url.substr(0, 6)) == "https:";
    const auto set = [&](CURLoption option, auto value) {
        if (curl_easy_setopt(curl.get(), option, value) != CURLE_OK)
            throw Error(url + ": libcurl does not take this address");
    };
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "https,http");
    set(CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "https,http");
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, kRedirections);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, kSilentSeconds);
    set(CURLOPT_USERAGENT, "affetto");
    set(CURLOPT_ERRORBUFFER, reason);
    set(CURLOPT_HEADERFUNCTION, on_header);
    set(CURLOPT_HEADERDATA, &transfer);
    set(CURLOPT_WRITEFUNCTION, on_body);
    set(CURLOPT_WRITEDATA, &transfer);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, on_progress);
    set(CURLOPT_XFERINFODATA, &transfer);
    const std::string range = std::to_string(offset) + "-";
    if (offset > 0) set(CURLOPT_RANGE, range.c_str());

    const CURLcode code = curl_easy_perform(curl.get());
    if (code == CURLE_OK) transfer.guard([&] { transfer.begin(); });  // where no body came
    if (transfer.stopped) std::rethrow_exception(transfer.stopped);
    if (code == CURLE_OK) return std::nullopt;
    return HttpFault{printable(*reason != '\0' ? reason : curl_easy_strerror(code))};
}

}  // namespace affetto
