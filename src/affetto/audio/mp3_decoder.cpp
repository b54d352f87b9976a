#include <mpg123.h>

#include <cstdio>

#include "affetto/audio/sound_decoder.hpp"
#include "affetto/audio/visible_bytes.hpp"
#include "affetto/core/error.hpp"

namespace affetto::detail {
namespace {

ssize_t read_from(void* user, void* to, std::size_t count) {
    return static_cast<VisibleBytes*>(user)->read(to, static_cast<std::int64_t>(count));
}

off_t seek_in(void* user, off_t offset, int whence) {
    return static_cast<VisibleBytes*>(user)->seek(offset, whence);
}

class Mp3Decoder final : public SoundDecoder {
public:
    Mp3Decoder(ByteSource& source, const SoundHeader& header, const std::string& name)
        : bytes_(source, header), handle_(nullptr, mpg123_delete) {
        int code = MPG123_OK;
        const auto check = [&](bool good) {
            if (!good)
                throw DataError(name + ": cannot be decoded: " +
                                bytes_.fault().value_or(mpg123_plain_strerror(code)));
        };
        code = mpg123_init();  // does nothing where it was called before
        check(code == MPG123_OK);
        handle_.reset(mpg123_new(nullptr, &code));
        check(handle_ != nullptr);
        const long flags = MPG123_QUIET | MPG123_FORCE_FLOAT | MPG123_GAPLESS |
                           MPG123_NO_FRANKENSTEIN | MPG123_SKIP_ID3V2;
        code = mpg123_param(handle_.get(), MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE, 0);
        check(code == MPG123_OK);
        code = mpg123_param(handle_.get(), MPG123_ADD_FLAGS, flags, 0);
        check(code == MPG123_OK);
        code = mpg123_replace_reader_handle(handle_.get(), read_from, seek_in, nullptr);
        check(code == MPG123_OK);
        code = mpg123_open_handle(handle_.get(), &bytes_);
        check(code == MPG123_OK);
        long rate = 0;
        int encoding = 0;
        code = mpg123_getformat(handle_.get(), &rate, &channels_, &encoding);
        check(code == MPG123_OK && encoding == MPG123_ENC_FLOAT_32);
        sample_rate_hz_ = static_cast<int>(rate);
        // Without that tag the library guesses from the size of the file.
        if (const off_t frames = mpg123_length(handle_.get());
            header.mp3_states_length && frames >= 0)
            frames_ = static_cast<std::uint64_t>(frames);
    }

    std::size_t read(float* to, std::size_t count) override {
        const std::size_t frame = sizeof(float) * static_cast<std::size_t>(channels_);
        std::size_t have = 0;
        while (have < count * frame) {
            std::size_t done = 0;
            const int code = mpg123_read(handle_.get(), reinterpret_cast<unsigned char*>(to) + have,
                                         count * frame - have, &done);
            have += done;
            if (code == MPG123_OK && done > 0) continue;
            if (code != MPG123_OK && code != MPG123_DONE)
                fault_ = code == MPG123_NEW_FORMAT ? "its rate or channels change"
                                                   : mpg123_strerror(handle_.get());
            break;
        }
        return have / frame;
    }

    bool seek(std::uint64_t frame) override {
        const auto target = static_cast<off_t>(frame);
        return mpg123_seek(handle_.get(), target, SEEK_SET) == target;
    }

    std::optional<std::string> fault() const override {
        return bytes_.fault() ? bytes_.fault() : fault_;
    }

private:
    VisibleBytes bytes_;
    std::unique_ptr<mpg123_handle, void (*)(mpg123_handle*)> handle_;
    std::optional<std::string> fault_;
};

}  // namespace

std::unique_ptr<SoundDecoder> open_with_mpg123(ByteSource& source, const SoundHeader& header,
                                               const std::string& name) {
    return std::make_unique<Mp3Decoder>(source, header, name);
}

}  // namespace affetto::detail
