#pragma once

#include <sndfile.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/audio/sound_file.hpp"

namespace affetto::detail {

/// Where the bytes of a sound file go. A file is written from its beginning to its end; at the end
/// parts of its header may be written over.
class SoundBytes {
public:
    virtual ~SoundBytes() = default;
    virtual std::uint64_t size() const = 0;
    virtual void append(std::span<const std::byte> bytes) = 0;
    /// Within what is there.
    virtual void overwrite(std::uint64_t offset, std::span<const std::byte> bytes) = 0;
};

/// What encode_sound() and SoundWriter share: libsndfile, told where to write. Throws what they do;
/// what `bytes` throws passes through.
class SoundEncoder {
public:
    /// `name` begins messages: a path and a colon, or nothing.
    SoundEncoder(SoundBytes& bytes, std::string name, int sample_rate_hz, int channels,
                 std::string_view format, SampleFormat samples, Dither dither);
    ~SoundEncoder();
    SoundEncoder(const SoundEncoder&) = delete;
    SoundEncoder& operator=(const SoundEncoder&) = delete;

    /// Whole frames, interleaved.
    void write(std::span<const float> samples);
    /// Completes the bytes. Nothing can be written afterwards.
    void finish();

private:
    static sf_count_t length(void* user);
    static sf_count_t seek(sf_count_t offset, int whence, void* user);
    static sf_count_t read(void* to, sf_count_t count, void* user);
    static sf_count_t write_bytes(const void* from, sf_count_t count, void* user);
    static sf_count_t tell(void* user);

    void flush();
    void put(std::span<const std::byte> bytes);
    [[noreturn]] void fail(SNDFILE* file);

    SoundBytes& bytes_;
    std::string name_;
    int sample_rate_hz_, channels_;
    std::string format_;
    std::uint64_t max_samples_;
    std::uint64_t samples_ = 0;   ///< written so far
    std::vector<float> waiting_;  ///< less than a block
    std::optional<SampleRounding> rounding_;
    int left_shift_;                   ///< libsndfile takes samples in the upper bits of an int
    std::vector<std::int32_t> whole_;  ///< a block, rounded
    std::uint64_t at_ = 0;             ///< where libsndfile writes next
    std::exception_ptr fault_;         ///< of `bytes_`; it must not fly through libsndfile
    std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file_;
};

}  // namespace affetto::detail
