#pragma once

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/crc32c.hpp"

namespace affetto::test {

// A reader of TensorBoard's event files that knows nothing of how ours are written: every length,
// checksum and field is looked at.

struct ReadEvent {
    double wall_time = 0;
    std::int64_t step = 0;
    std::string file_version;
    bool restart = false;
    std::map<std::string, float> scalars;
    std::map<std::string, std::string> texts;
};

namespace event_detail {

inline std::uint64_t little_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    return value;
}

inline std::uint32_t masked(std::string_view bytes) {
    const std::uint32_t crc = crc32c(std::as_bytes(std::span(bytes.data(), bytes.size())));
    return ((crc >> 15) | (crc << 17)) + 0xa282ead8U;
}

struct Field {
    std::uint64_t number = 0, type = 0, value = 0;  ///< of types 0, 1 and 5
    std::string_view bytes;                         ///< of type 2
};

inline std::uint64_t varint(std::string_view& rest) {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
        if (rest.empty() || shift > 63) throw std::runtime_error("a number is cut short");
        const auto byte = static_cast<unsigned char>(rest.front());
        rest.remove_prefix(1);
        value |= std::uint64_t{byte & 0x7fU} << shift;
        if (byte < 0x80) return value;
    }
}

inline std::string_view taken(std::string_view& rest, std::size_t count) {
    if (rest.size() < count) throw std::runtime_error("a field is cut short");
    const std::string_view bytes = rest.substr(0, count);
    rest.remove_prefix(count);
    return bytes;
}

inline std::vector<Field> fields_of(std::string_view message) {
    std::vector<Field> fields;
    while (!message.empty()) {
        const std::uint64_t key = varint(message);
        Field field{key >> 3, key & 7, 0, {}};
        if (field.type == 0)
            field.value = varint(message);
        else if (field.type == 1)
            field.value = little_endian(taken(message, 8));
        else if (field.type == 5)
            field.value = little_endian(taken(message, 4));
        else if (field.type == 2)
            field.bytes = taken(message, varint(message));
        else
            throw std::runtime_error("unknown wire type");
        fields.push_back(field);
    }
    return fields;
}

inline void read_value(std::string_view message, ReadEvent& event) {
    std::string tag, plugin, text;
    for (const Field& field : fields_of(message)) {
        if (field.number == 1) tag = field.bytes;
        if (field.number == 2) {
            EXPECT_EQ(field.type, 5u);
            event.scalars[tag] = std::bit_cast<float>(static_cast<std::uint32_t>(field.value));
        }
        if (field.number == 8)
            for (const Field& part : fields_of(field.bytes)) {
                if (part.number == 1) {
                    EXPECT_EQ(part.value, 7u);  // DT_STRING
                }
                if (part.number == 8) text = part.bytes;
            }
        if (field.number == 9)
            for (const Field& part : fields_of(field.bytes))
                if (part.number == 1)
                    for (const Field& name : fields_of(part.bytes))
                        if (name.number == 1) plugin = name.bytes;
    }
    if (plugin == "text") event.texts[tag] = text;
}

}  // namespace event_detail

/// Every record; a wrong length or checksum throws.
inline std::vector<ReadEvent> read_events(std::string_view file) {
    using namespace event_detail;
    std::vector<ReadEvent> events;
    while (!file.empty()) {
        const std::string_view length = taken(file, 8);
        if (little_endian(taken(file, 4)) != masked(length)) throw std::runtime_error("length");
        const std::string_view data = taken(file, little_endian(length));
        if (little_endian(taken(file, 4)) != masked(data)) throw std::runtime_error("data");
        ReadEvent event;
        for (const Field& field : fields_of(data)) {
            if (field.number == 1) event.wall_time = std::bit_cast<double>(field.value);
            if (field.number == 2) event.step = static_cast<std::int64_t>(field.value);
            if (field.number == 3) event.file_version = field.bytes;
            if (field.number == 5)
                for (const Field& value : fields_of(field.bytes)) read_value(value.bytes, event);
            if (field.number == 7)
                for (const Field& status : fields_of(field.bytes))
                    event.restart = status.number == 1 && status.value == 1;
        }
        events.push_back(std::move(event));
    }
    return events;
}

}  // namespace affetto::test
