#include "affetto/midi/midi_bytes.hpp"

namespace affetto {

void MidiBytes::fail_at_end(const char* what) const {
    throw MidiFault{offset(), std::string("the data ends where ") + what + " was expected"};
}

void MidiBytes::fail_not_data(const char* what, std::uint8_t found) const {
    throw MidiFault{offset(), std::string("expected ") + what + " (0 to 127), found byte " +
                                  std::to_string(found)};
}

void MidiBytes::fail_long_number(const char* what) const {
    throw MidiFault{offset() - 4, std::string(what) + " has more than four bytes"};
}

void MidiBytes::fail_short(std::uint32_t size, const char* what) const {
    throw MidiFault{offset(), std::string(what) + " claims " + std::to_string(size) +
                                  " bytes where " + std::to_string(left()) + " are left"};
}

}  // namespace affetto
