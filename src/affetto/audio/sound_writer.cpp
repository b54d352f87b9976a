#include "affetto/audio/sound_writer.hpp"

#include "affetto/audio/sound_encoder.hpp"
#include "affetto/core/output_file.hpp"

namespace affetto {
namespace {

class FileBytes final : public detail::SoundBytes {
public:
    explicit FileBytes(const Path& path) : file_(path) {}

    std::uint64_t size() const override { return size_; }
    void append(std::span<const std::byte> bytes) override {
        file_.write(bytes);
        size_ += bytes.size();
    }
    void overwrite(std::uint64_t offset, std::span<const std::byte> bytes) override {
        file_.overwrite(offset, bytes);
    }
    void commit() { file_.commit(); }

private:
    OutputFile file_;
    std::uint64_t size_ = 0;
};

}  // namespace

struct SoundWriter::State {
    State(const Path& path, int sample_rate_hz, int channels, std::string_view format,
          SampleFormat samples, Dither dither)
        : bytes(path),
          encoder(bytes, display(path) + ": ", sample_rate_hz, channels, format, samples, dither) {}

    FileBytes bytes;
    detail::SoundEncoder encoder;
};

SoundWriter::SoundWriter(const Path& path, int sample_rate_hz, int channels,
                         std::string_view format, SampleFormat samples, Dither dither) {
    check_sound_format(format);
    state_ = std::make_unique<State>(path, sample_rate_hz, channels, format, samples, dither);
}

SoundWriter::~SoundWriter() = default;
SoundWriter::SoundWriter(SoundWriter&&) noexcept = default;
SoundWriter& SoundWriter::operator=(SoundWriter&&) noexcept = default;

void SoundWriter::write(std::span<const float> interleaved) { state_->encoder.write(interleaved); }

void SoundWriter::commit() {
    state_->encoder.finish();
    state_->bytes.commit();
}

}  // namespace affetto
