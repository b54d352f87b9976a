#pragma once

#include <string>

namespace affetto::test {

/// What `action` throws as an E, "" where it throws nothing; any other exception goes on.
template <class E, class Action>
std::string message_of(Action&& action) {
    try {
        action();
    } catch (const E& fault) {
        return fault.what();
    }
    return "";
}

}  // namespace affetto::test
