#pragma once

#include <stdexcept>
#include <string>

namespace affetto {

/// Every failure that a user can cause or meet. The message says what failed, where (file, field,
/// position), what was expected and what to do. Caught once, at the border (command line: exit
/// status 1).
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The command was called wrongly: an unknown option, a value out of range, an emotion that does
/// not parse. Exit status 2.
class UsageError : public Error {
public:
    using Error::Error;
};

/// A configuration field is unknown or out of its limits; the message names field, limits and the
/// value found.
class ConfigError : public Error {
public:
    using Error::Error;
};

/// A file of music, annotations or features is missing, broken or inconsistent.
class DataError : public Error {
public:
    using Error::Error;
};

/// A model folder or checkpoint is missing, damaged or of another shape.
class CheckpointError : public Error {
public:
    using Error::Error;
};

/// The user pressed Ctrl-C (or the process got SIGTERM); what was finished is kept. Exit status
/// 130.
class Interrupted : public Error {
public:
    Interrupted() : Error("interrupted; everything finished so far is kept") {}
    /// `next`: what goes on from there.
    explicit Interrupted(const std::string& next)
        : Error("interrupted; everything finished so far is kept. " + next) {}
};

}  // namespace affetto
