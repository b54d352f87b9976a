#pragma once

#include "affetto/core/error.hpp"

namespace affetto {

/// Another process of this run is gone or does not answer in time; the message names its rank as
/// far as this process can know it.
class LostRank : public Error {
public:
    using Error::Error;
};

}  // namespace affetto
