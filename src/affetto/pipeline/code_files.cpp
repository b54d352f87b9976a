#include "affetto/pipeline/code_files.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "affetto/codec/codes_file.hpp"
#include "affetto/codec/ecdc_stream.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/output_file.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::int64_t kFramesAtATime = 1'024;
constexpr std::size_t kEcdcPrefix = 9;  // bytes before the header's JSON

/// Room for any number of samples.
std::size_t header_room(EcdcHeader header) {
    header.samples = std::numeric_limits<std::int64_t>::max();
    return ecdc_header_bytes(header).size() - kEcdcPrefix;
}

class EcdcCodesWriter final : public CodesWriter {
public:
    EcdcCodesWriter(const Path& path, const CodesHeader& header, const CodecConfig& config,
                    bool exact)
        : file_(path),
          header_{header.model, header.samples, header.num_codebooks},
          room_(exact ? 0 : header_room(header_)),
          size_(ecdc_header_bytes(header_, room_).size()),
          writer_(ecdc_layout(config), header.num_codebooks,
                  [this](std::span<const std::byte> bytes) { file_.write(bytes); }) {
        file_.write(ecdc_header_bytes(header_, room_));
    }

    void add(const CodePiece& piece) override {
        if (piece.begins_segment) writer_.begin_segment(piece.scale);
        writer_.add_frames(piece.codes);
    }

    void commit(std::int64_t samples) override {
        writer_.finish(samples);
        header_.samples = samples;
        const Bytes header = ecdc_header_bytes(header_, room_);
        if (header.size() != size_)
            throw std::invalid_argument("the sound has another length than was expected");
        file_.overwrite(0, header);
        file_.commit();
    }

private:
    OutputFile file_;
    EcdcHeader header_;
    std::size_t room_, size_;
    EcdcWriter writer_;
};

class TensorCodesWriter final : public CodesWriter {
public:
    TensorCodesWriter(Path path, const CodesHeader& header, const CodecConfig& config)
        : path_(std::move(path)) {
        sound_.model = header.model;
        sound_.sample_rate_hz = config.sampling_rate;
        sound_.num_codebooks = header.num_codebooks;
        sound_.codebook_size = config.codebook_size;
    }

    void add(const CodePiece& piece) override {
        if (piece.begins_segment) {
            turn_last();
            sound_.segments.push_back({piece.scale, {}});
        }
        auto& codes = sound_.segments.back().codes;
        codes.insert(codes.end(), piece.codes.begin(), piece.codes.end());
    }

    void commit(std::int64_t samples) override {
        turn_last();
        sound_.samples = samples;
        write_codes(path_, sound_);
    }

private:
    /// [frames, K] of the last segment becomes [K, frames].
    void turn_last() {
        if (sound_.segments.empty()) return;
        auto& codes = sound_.segments.back().codes;
        const auto k = static_cast<std::size_t>(sound_.num_codebooks);
        const std::size_t frames = codes.size() / k;
        std::vector<std::int32_t> turned(codes.size());
        for (std::size_t t = 0; t < frames; ++t)
            for (std::size_t q = 0; q < k; ++q) turned[q * frames + t] = codes[t * k + q];
        codes = std::move(turned);
    }

    Path path_;
    CodedSound sound_;
};

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
    throw DataError(name + ": " + why);
}

void check_codebooks(const std::string& name, const CodesHeader& header,
                     const CodecConfig& config) {
    if (header.num_codebooks > num_codebooks(config))
        refuse(name, "has codes of " + std::to_string(header.num_codebooks) +
                         " codebooks; the codec '" + printable(header.model) + "' has " +
                         std::to_string(num_codebooks(config)));
    if (header.samples < 1) refuse(name, "holds no sound");
}

class EcdcCodesReader final : public CodesReader {
public:
    EcdcCodesReader(const Path& path, const ConfigOfCodec& config_of)
        : reader_(InputFile(path), [&](const EcdcHeader& header) {
              header_ = {header.model, header.samples, header.num_codebooks};
              const CodecConfig config = config_of(header.model);
              check_codebooks(display(path), header_, config);
              return ecdc_layout(config);
          }) {}

    const CodesHeader& header() const override { return header_; }

    std::optional<CodePiece> next() override {
        CodePiece piece;
        if (left_ == 0) {
            segment_ = reader_.next_segment();
            if (!segment_) return std::nullopt;
            left_ = segment_->frames;
            piece.begins_segment = true;
        }
        const std::int64_t frames = std::min(left_, kFramesAtATime);
        piece.scale = segment_->scale;
        piece.codes.resize(static_cast<std::size_t>(frames * header_.num_codebooks));
        reader_.read_frames(piece.codes);
        left_ -= frames;
        piece.ends_segment = left_ == 0;
        return piece;
    }

private:
    CodesHeader header_;  // filled while the reader is made
    EcdcReader reader_;
    std::optional<EcdcSegment> segment_;
    std::int64_t left_ = 0;  ///< frames of the segment
};

class TensorCodesReader final : public CodesReader {
public:
    TensorCodesReader(const Path& path, const ConfigOfCodec& config_of) : sound_(read_codes(path)) {
        const std::string name = display(path);
        header_ = {sound_.model, sound_.samples, sound_.num_codebooks};
        const CodecConfig config = config_of(sound_.model);
        check_codebooks(name, header_, config);
        if (sound_.sample_rate_hz != config.sampling_rate)
            refuse(name, "is of " + std::to_string(sound_.sample_rate_hz) + " Hz; the codec '" +
                             printable(sound_.model) + "' has " +
                             std::to_string(config.sampling_rate) + " Hz");
        if (sound_.codebook_size != config.codebook_size)
            refuse(name, "has codebooks of " + std::to_string(sound_.codebook_size) +
                             " entries; the codec '" + printable(sound_.model) + "' has " +
                             std::to_string(config.codebook_size));
        check_segments(name, ecdc_layout(config));
    }

    const CodesHeader& header() const override { return header_; }

    std::optional<CodePiece> next() override {
        if (segment_ == sound_.segments.size()) return std::nullopt;
        const CodeSegment& segment = sound_.segments[segment_];
        const auto k = static_cast<std::size_t>(sound_.num_codebooks);
        const std::size_t frames = segment.codes.size() / k;
        const std::size_t count =
            std::min(frames - frame_, static_cast<std::size_t>(kFramesAtATime));
        CodePiece piece{frame_ == 0, frame_ + count == frames, segment.scale, {}};
        for (std::size_t t = frame_; t < frame_ + count; ++t)
            for (std::size_t q = 0; q < k; ++q)
                piece.codes.push_back(segment.codes[q * frames + t]);
        frame_ += count;
        if (piece.ends_segment) {
            frame_ = 0;
            ++segment_;
        }
        return piece;
    }

private:
    void check_segments(const std::string& name, const EcdcLayout& layout) const {
        const std::int64_t wanted = ecdc_segments(layout, sound_.samples);
        if (static_cast<std::int64_t>(sound_.segments.size()) != wanted)
            refuse(name, "has " + std::to_string(sound_.segments.size()) + " segments; " +
                             std::to_string(sound_.samples) + " samples make " +
                             std::to_string(wanted));
        for (std::int64_t i = 0; i < wanted; ++i) {
            const auto& codes = sound_.segments[static_cast<std::size_t>(i)].codes;
            const auto frames = static_cast<std::int64_t>(codes.size()) / sound_.num_codebooks;
            const std::int64_t needed =
                ecdc_frames(layout, ecdc_segment_samples(layout, sound_.samples, i));
            if (frames != needed)
                refuse(name, "segment " + std::to_string(i) + " has " + std::to_string(frames) +
                                 " frames, expected " + std::to_string(needed));
        }
    }

    CodedSound sound_;
    CodesHeader header_;
    std::size_t segment_ = 0, frame_ = 0;  ///< what comes next
};

}  // namespace

const std::vector<std::string>& code_formats() {
    static const std::vector<std::string> formats = {"ecdc", "safetensors"};
    return formats;
}

std::unique_ptr<CodesWriter> make_codes_writer(const Path& path, std::string_view format,
                                               const CodesHeader& header, const CodecConfig& config,
                                               bool exact) {
    if (format == "ecdc") return std::make_unique<EcdcCodesWriter>(path, header, config, exact);
    if (format == "safetensors") return std::make_unique<TensorCodesWriter>(path, header, config);
    throw UsageError("'" + std::string(format) +
                     "' is no format of codes; there are ecdc and safetensors");
}

std::unique_ptr<CodesReader> open_codes(const Path& path, const ConfigOfCodec& config_of) {
    const Bytes head = read_prefix(path, 4);
    const std::string_view mark(reinterpret_cast<const char*>(head.data()), head.size());
    if (mark == "ECDC") return std::make_unique<EcdcCodesReader>(path, config_of);
    return std::make_unique<TensorCodesReader>(path, config_of);
}

}  // namespace affetto
