#pragma once

#include "affetto/core/error.hpp"

namespace affetto {

/// Why one row of an annotation table cannot be used. The reader catches it and skips the row with
/// this message as the reason; it never leaves a reader.
class BadRow : public Error {
public:
    using Error::Error;
};

}  // namespace affetto
