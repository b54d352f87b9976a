#include <sndfile.h>

#include <algorithm>
#include <mutex>

#include "affetto/audio/sound_decoder.hpp"
#include "affetto/audio/visible_bytes.hpp"
#include "affetto/core/error.hpp"

namespace affetto::detail {
namespace {

VisibleBytes& bytes_of(void* user) { return *static_cast<VisibleBytes*>(user); }

sf_count_t length(void* user) { return bytes_of(user).size(); }
sf_count_t tell(void* user) { return bytes_of(user).position(); }
sf_count_t seek_in(sf_count_t offset, int whence, void* user) {
    return bytes_of(user).seek(offset, whence);
}
sf_count_t read_from(void* to, sf_count_t count, void* user) {
    return bytes_of(user).read(to, count);
}
sf_count_t refuse_to_write(const void*, sf_count_t, void*) { return 0; }

class SndfileDecoder final : public SoundDecoder {
public:
    SndfileDecoder(ByteSource& source, const SoundHeader& header, const std::string& name)
        : bytes_(source, header), file_(nullptr, sf_close) {
        SF_VIRTUAL_IO io{length, seek_in, read_from, refuse_to_write, tell};
        SF_INFO info{};
        {
            // libsndfile keeps the reason of a failed opening in a global.
            static std::mutex opening;
            const std::lock_guard lock(opening);
            file_.reset(sf_open_virtual(&io, SFM_READ, &info, &bytes_));
            if (!file_)
                throw DataError(
                    name + ": cannot be decoded: " + bytes_.fault().value_or(sf_strerror(nullptr)));
        }
        if (!is_expected(info.format, header.container))
            throw DataError(name +
                            ": libsndfile takes it for another kind of file than its header"
                            " says (format " +
                            std::to_string(info.format) + ")");
        sample_rate_hz_ = info.samplerate;
        channels_ = info.channels;
        if (info.frames >= 0 && info.frames < SF_COUNT_MAX)
            frames_ = static_cast<std::uint64_t>(info.frames);
    }

    std::size_t read(float* to, std::size_t count) override {
        const sf_count_t have = sf_readf_float(file_.get(), to, static_cast<sf_count_t>(count));
        return static_cast<std::size_t>(std::max<sf_count_t>(0, have));
    }

    bool seek(std::uint64_t frame) override {
        const auto target = static_cast<sf_count_t>(frame);
        return sf_seek(file_.get(), target, SEEK_SET) == target;
    }

    std::optional<std::string> fault() const override {
        if (bytes_.fault()) return bytes_.fault();
        if (sf_error(file_.get()) != SF_ERR_NO_ERROR) return sf_strerror(file_.get());
        return std::nullopt;
    }

private:
    /// The last line of defence: libsndfile has understood the file as read_sound_header() did.
    static bool is_expected(int format, SoundContainer container) {
        const auto type = static_cast<unsigned>(format) & SF_FORMAT_TYPEMASK;
        const auto coding = static_cast<unsigned>(format) & SF_FORMAT_SUBMASK;
        switch (container) {
            case SoundContainer::flac:
                return type == SF_FORMAT_FLAC;
            case SoundContainer::ogg:
                return type == SF_FORMAT_OGG;
            default:
                return coding <= SF_FORMAT_DOUBLE || coding == SF_FORMAT_ULAW ||
                       coding == SF_FORMAT_ALAW;
        }
    }

    VisibleBytes bytes_;
    std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file_;
};

}  // namespace

std::unique_ptr<SoundDecoder> open_with_sndfile(ByteSource& source, const SoundHeader& header,
                                                const std::string& name) {
    return std::make_unique<SndfileDecoder>(source, header, name);
}

}  // namespace affetto::detail
