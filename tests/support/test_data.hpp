#pragma once

#include <optional>

#include "affetto/core/file.hpp"

namespace affetto::test {

/// A folder below the outside test data (EMOPIA, POP909, reference vectors): $AFFETTO_TEST_DATA, by
/// default the folder `shared` beside the checkout. nullopt where it is absent: such a test skips
/// with SkipReason.
std::optional<Path> test_data(const Path& relative);

/// A folder of this repository, for fixtures and goldens: source_folder("tests/midi/fixtures").
Path source_folder(const Path& relative);

inline constexpr const char* kNoTestData =
    "needs outside test data: set AFFETTO_TEST_DATA (see CONTRIBUTING.md)";

}  // namespace affetto::test
