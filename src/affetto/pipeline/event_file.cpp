#include "affetto/pipeline/event_file.hpp"

#include <bit>

#include "affetto/core/crc32c.hpp"

namespace affetto {
namespace {

// Fields of the messages, by the numbers of their declarations.
constexpr int kEventWallTime = 1, kEventStep = 2, kEventFileVersion = 3, kEventSummary = 5,
              kEventSessionLog = 7;
constexpr int kSessionStatus = 1;
constexpr std::uint64_t kSessionStart = 1;
constexpr int kSummaryValue = 1;
constexpr int kValueTag = 1, kValueSimple = 2, kValueTensor = 8, kValueMetadata = 9;
constexpr int kMetadataPlugin = 1, kPluginName = 1;
constexpr int kTensorType = 1, kTensorShape = 2, kTensorString = 8;
constexpr std::uint64_t kTypeString = 7;
constexpr int kShapeDimension = 2, kDimensionSize = 1;

constexpr std::string_view kFileVersion = "brain.Event:2";

/// The lowest byte first.
void append_bytes(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

/// A message of Protocol Buffers' encoding: each field a key (number and wire type) and a value.
class Message {
public:
    Message& whole(int field, std::uint64_t value) {
        key(field, kVarint);
        varint(value);
        return *this;
    }
    Message& number(int field, double value) {
        key(field, kEightBytes);
        append_bytes(bytes_, std::bit_cast<std::uint64_t>(value), 8);
        return *this;
    }
    Message& number(int field, float value) {
        key(field, kFourBytes);
        append_bytes(bytes_, std::bit_cast<std::uint32_t>(value), 4);
        return *this;
    }
    Message& text(int field, std::string_view value) {
        key(field, kLength);
        varint(value.size());
        bytes_ += value;
        return *this;
    }
    Message& message(int field, const Message& value) { return text(field, value.bytes_); }

    const std::string& bytes() const { return bytes_; }

private:
    enum WireType { kVarint = 0, kEightBytes = 1, kLength = 2, kFourBytes = 5 };

    void key(int field, WireType type) {
        varint(static_cast<std::uint64_t>(field) << 3 | static_cast<std::uint64_t>(type));
    }
    void varint(std::uint64_t value) {
        for (; value > 0x7f; value >>= 7) bytes_ += static_cast<char>((value & 0x7f) | 0x80);
        bytes_ += static_cast<char>(value);
    }

    std::string bytes_;
};

std::uint32_t masked_checksum(std::string_view data) {
    constexpr std::uint32_t kMask = 0xa282ead8;
    return std::rotr(crc32c(std::as_bytes(std::span(data.data(), data.size()))), 15) + kMask;
}

std::string framed(const Message& event) {
    const std::string& data = event.bytes();
    std::string length, record;
    append_bytes(length, data.size(), 8);
    record = length;
    append_bytes(record, masked_checksum(length), 4);
    record += data;
    append_bytes(record, masked_checksum(data), 4);
    return record;
}

Message event_at(double wall_time, std::int64_t step) {
    Message event;
    event.number(kEventWallTime, wall_time);
    event.whole(kEventStep, static_cast<std::uint64_t>(step));
    return event;
}

}  // namespace

std::string event_version_record(double wall_time) {
    return framed(event_at(wall_time, 0).text(kEventFileVersion, kFileVersion));
}

std::string event_restart_record(double wall_time, std::int64_t step) {
    return framed(event_at(wall_time, step)
                      .message(kEventSessionLog, Message().whole(kSessionStatus, kSessionStart)));
}

std::string event_scalars_record(double wall_time, std::int64_t step,
                                 std::span<const EventScalar> scalars) {
    Message summary;
    for (const EventScalar& scalar : scalars)
        summary.message(kSummaryValue, Message()
                                           .text(kValueTag, scalar.tag)
                                           .number(kValueSimple, static_cast<float>(scalar.value)));
    return framed(event_at(wall_time, step).message(kEventSummary, summary));
}

std::string event_text_record(double wall_time, std::int64_t step, const std::string& tag,
                              const std::string& text) {
    const Message plugin = Message().text(kPluginName, "text");
    const Message shape = Message().message(kShapeDimension, Message().whole(kDimensionSize, 1));
    const Message tensor = Message()
                               .whole(kTensorType, kTypeString)
                               .message(kTensorShape, shape)
                               .text(kTensorString, text);
    const Message value = Message()
                              .text(kValueTag, tag)
                              .message(kValueTensor, tensor)
                              .message(kValueMetadata, Message().message(kMetadataPlugin, plugin));
    return framed(
        event_at(wall_time, step).message(kEventSummary, Message().message(kSummaryValue, value)));
}

}  // namespace affetto
