#pragma once

#include "affetto/midi/score.hpp"

namespace affetto {

/// What happens on a channel in [from, to), shifted so that `from` is 0. What is in force at `from`
/// is set there: each controller and the pitch wheel to its last value; registered and other
/// parameters (RPN, NRPN) each by its numbers and then its value, in the order in which they were
/// first set; at last the numbers that were chosen then.
Channel cut_channel(const Channel& channel, Ticks from, Ticks to);

}  // namespace affetto
