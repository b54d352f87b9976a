#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace affetto {

// TensorBoard's event files. A file is a row of records: the length of the data (uint64), its
// checksum, the data, its checksum (uint32; little-endian; CRC-32C, turned right by 15 bits, plus
// 0xa282ead8). The data of each is an Event message of event.proto, summary.proto and tensor.proto.
// A record is complete in itself, so files are written by appending. Times are seconds since 1970.

struct EventScalar {
    std::string tag;  ///< "train/loss": what stands before the slash groups curves
    double value = 0;
};

/// The first record of every file.
std::string event_version_record(double wall_time);
/// Says that a run goes on at `step`: what earlier files hold of this step and later ones counts no
/// longer.
std::string event_restart_record(double wall_time, std::int64_t step);
std::string event_scalars_record(double wall_time, std::int64_t step,
                                 std::span<const EventScalar> scalars);
/// A text in Markdown.
std::string event_text_record(double wall_time, std::int64_t step, const std::string& tag,
                              const std::string& text);

}  // namespace affetto
