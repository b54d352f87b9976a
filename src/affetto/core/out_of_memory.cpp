#include "affetto/core/out_of_memory.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <string_view>
#include <system_error>

#include "affetto/core/error.hpp"
#include "affetto/core/memory.hpp"

namespace affetto {

bool is_out_of_memory(const std::exception& fault) {
    if (dynamic_cast<const std::bad_alloc*>(&fault) != nullptr) return true;
    if (const auto* system = dynamic_cast<const std::system_error*>(&fault))
        return system->code() == std::errc::not_enough_memory ||
               system->code() == std::errc::resource_unavailable_try_again;
    if (dynamic_cast<const Error*>(&fault) != nullptr) return false;  // ours say what they mean
    constexpr std::array<std::string_view, 6> kSaid = {
        "can't allocate memory",  "not enough memory",
        "out of memory",          "bad_alloc",
        "Cannot allocate memory", "could not create a memory object"};
    const std::string_view text = fault.what();
    return std::any_of(kSaid.begin(), kSaid.end(), [&](std::string_view said) {
        return text.find(said) != std::string_view::npos;
    });
}

std::string out_of_memory_text() {
    std::string text = "out of memory";
    if (const auto limit = address_space_limit())
        text += " within the " + std::to_string(*limit >> 10) +
                " kB of address space that ulimit -v allows; raise that limit";
    else
        text += "; try fewer or shorter pieces, a smaller --batch-size, or fewer --threads";
    return text;
}

}  // namespace affetto
