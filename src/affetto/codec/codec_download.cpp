#include "affetto/codec/codec_download.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

#include "affetto/codec/http_get.hpp"
#include "affetto/core/apart.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/output_file.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/core/text.hpp"
#include "affetto/core/writer_lock.hpp"

namespace affetto {
namespace {

constexpr std::size_t kBlock = 1 << 20;  // bytes between two writes
constexpr int kOk = 200, kPartial = 206, kNoSuchRange = 416;

std::optional<std::uint64_t> size_of_file(const Path& path) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    return error ? std::nullopt : std::optional<std::uint64_t>(size);
}

void remove_file(const Path& path) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
}

/// A file that grows from what an earlier call left of it.
class Download {
public:
    Download(const PretrainedCodec& codec, const CodecDownloadOptions& options, Progress& progress)
        : codec_(codec),
          options_(options),
          progress_(progress),
          url_(download_address(codec, options)),
          path_(options.folder / codec.file),
          part_(options.folder / (codec.file + ".part")) {}

    Path run() {
        if (is_right(path_)) return path_;
        have_ = size_of_file(part_).value_or(0);
        if (have_ > limit()) start_again();
        if (!codec_.size || have_ != *codec_.size) fetch();
        check_whole();
        put_in_place(part_, path_);
        return path_;
    }

private:
    [[noreturn]] void fail(const std::string& what) const { throw Error(url_ + ": " + what); }

    std::uint64_t limit() const { return codec_.size.value_or(options_.max_bytes); }

    bool is_right(const Path& path) const {
        const auto size = size_of_file(path);
        return size && (!codec_.size || *size == *codec_.size) &&
               sha256_of_file(path).substr(0, codec_.sha256.size()) == codec_.sha256;
    }

    void start_again() {
        remove_file(part_);
        have_ = 0;
    }

    void fetch() {
        const std::uint64_t asked = have_;
        bool no_such_range = false;
        std::optional<HttpFault> fault;
        try {
            fault = http_get(url_, asked,
                             {.begin =
                                  [&](const HttpAnswer& answer) {
                                      no_such_range = asked > 0 && answer.status == kNoSuchRange;
                                      if (!no_such_range) begin(answer, asked);
                                  },
                              .add_bytes =
                                  [&](std::span<const std::byte> bytes) {
                                      if (!no_such_range) add(bytes);
                                  }});
        } catch (...) {
            keep_what_came();
            throw;
        }
        flush();
        if (no_such_range) {
            // What is here is no beginning of what is there.
            start_again();
            return fetch();
        }
        if (!fault) return;
        if (have_ == 0) fail("cannot be fetched: " + fault->reason);
        fail("the connection broke after " + std::to_string(have_) + " bytes (" + fault->reason +
             "); they are kept, and the same command goes on from there");
    }

    void begin(const HttpAnswer& answer, std::uint64_t asked) {
        if (answer.status != kOk && answer.status != kPartial)
            fail("the server answered " + std::to_string(answer.status) +
                 (answer.status == 404 ? " (there is no such file)" : "") +
                 "; nothing was fetched");
        if (answer.status == kPartial && (asked == 0 || answer.range_begin != asked)) {
            fail("the server sent another part of the file than was asked for");
        }
        if (answer.status == kOk && have_ > 0) start_again();  // it sends the whole file
        const auto total = answer.status == kPartial ? answer.range_total : answer.length;
        if (!total) return;
        if (codec_.size ? *total != *codec_.size : *total > limit())
            fail("the server offers a file of " + std::to_string(*total) + " bytes, expected " +
                 (codec_.size ? "" : "at most ") + std::to_string(limit()) +
                 "; it was not fetched");
        total_ = *total;
    }

    void add(std::span<const std::byte> bytes) {
        if (bytes.size() > limit() - have_ - buffer_.size()) {
            buffer_.clear();
            start_again();
            fail("the server sends more than the " + std::to_string(limit()) +
                 " bytes expected; what came was removed");
        }
        buffer_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        if (buffer_.size() >= kBlock) flush();
        progress_.update("download", static_cast<std::int64_t>(have_ + buffer_.size()),
                         static_cast<std::int64_t>(total_));
    }

    void flush() {
        if (buffer_.empty()) return;
        append_text(part_, buffer_);
        have_ += buffer_.size();
        buffer_.clear();
    }

    /// On the way out with another fault, which must not be lost.
    void keep_what_came() noexcept {
        try {
            flush();
        } catch (const std::exception&) {
            return;
        }
    }

    void check_whole() {
        if (is_right(part_)) return;
        const std::string digest = have_ > 0 ? sha256_of_file(part_) : "";
        remove_file(part_);
        if (codec_.size && have_ != *codec_.size)
            fail("the file that came has " + std::to_string(have_) + " bytes, expected " +
                 std::to_string(*codec_.size) + "; it was removed. Try again");
        fail("the file that came is not Meta's: its SHA-256 begins with " +
             digest.substr(0, std::max<std::size_t>(codec_.sha256.size(), 8)) + ", expected " +
             codec_.sha256 + "; it was removed. Try again");
    }

    const PretrainedCodec& codec_;
    const CodecDownloadOptions& options_;
    Progress& progress_;
    std::string url_;
    Path path_, part_;
    std::uint64_t have_ = 0;   ///< bytes in `part_`
    std::uint64_t total_ = 0;  ///< of the whole file; 0: unknown
    std::string buffer_;       ///< came after them
};

}  // namespace

std::span<const PretrainedCodec> pretrained_codecs() {
    // Names and the first digits of the digests: encodec/model.py of
    // github.com/facebookresearch/encodec, commit 0e2d0ae. Size and whole digest of the first file:
    // public programs that load it state them and agree; of the second none was found that does.
    // Licences: that repository's LICENSE and README, and huggingface.co/facebook/encodec_48khz.
    static const std::array<PretrainedCodec, 2> codecs = {{
        {"encodec_24khz", "encodec_24khz-d7cc33bc.th", 93'171'529,
         "d7cc33bcf1aad7f2dad9836f36431530744abeace3ca033005e3290ed4fa47bf",
         "Meta publishes EnCodec (github.com/facebookresearch/encodec) under the MIT licence and "
         "states no other one for these weights."},
        {"encodec_48khz", "encodec_48khz-7e698e3e.th", std::nullopt, "7e698e3e",
         "Meta publishes EnCodec (github.com/facebookresearch/encodec) under the MIT licence and "
         "states no other one for these weights; its model card of this model says MIT as well."},
    }};
    return codecs;
}

const PretrainedCodec& find_pretrained_codec(std::string_view name) {
    std::vector<std::string> names;
    for (const PretrainedCodec& codec : pretrained_codecs()) {
        if (codec.name == name) return codec;
        names.push_back(codec.name);
    }
    const auto near = nearest_name(name, names);
    std::string known;
    for (const std::string& one : names) known += (known.empty() ? "" : ", ") + one;
    throw UsageError("'" + printable(name) + "' is no codec that can be downloaded" +
                     (near ? "; did you mean '" + *near + "'?" : "; there are: " + known));
}

std::string download_address(const PretrainedCodec& codec, const CodecDownloadOptions& options) {
    const bool slash = !options.base_url.empty() && options.base_url.back() == '/';
    return options.base_url + (slash ? "" : "/") + codec.file;
}

Path codec_cache_folder() {
    const auto absolute = [](const char* name) -> std::optional<Path> {
        const char* value = std::getenv(name);
        if (value == nullptr || !Path(value).is_absolute()) return std::nullopt;
        return Path(value);
    };
    const Path inside = Path("affetto") / "codecs";
    if (const auto cache = absolute("XDG_CACHE_HOME")) return *cache / inside;
    if (const auto home = absolute("HOME")) return *home / ".cache" / inside;
    throw UsageError(
        "no place for downloads: neither XDG_CACHE_HOME nor HOME is set; name a folder");
}

Path download_codec(const PretrainedCodec& codec, const CodecDownloadOptions& options,
                    Progress& progress) {
    std::error_code error;
    std::filesystem::create_directories(options.folder, error);
    if (error)
        throw Error(display(options.folder) + ": cannot make the folder: " + error.message());
    const WriterLock lock(resolved_output(options.folder), WriterLock::Busy::wait);
    return Download(codec, options, progress).run();
}

}  // namespace affetto
