#include "affetto/codec/http_get.hpp"
#include "affetto/core/text.hpp"

namespace affetto {

void parse_content_range(std::string_view value, HttpAnswer& answer) {
    value = trim(value);
    constexpr std::string_view kUnit = "bytes ";
    if (value.substr(0, kUnit.size()) != kUnit) return;
    value.remove_prefix(kUnit.size());
    const std::size_t dash = value.find('-'), slash = value.find('/');
    if (dash == std::string_view::npos || slash == std::string_view::npos || dash > slash) return;
    const auto begin = parse_integer(value.substr(0, dash));
    const auto total = parse_integer(value.substr(slash + 1));
    if (begin && *begin >= 0) answer.range_begin = static_cast<std::uint64_t>(*begin);
    if (total && *total >= 0) answer.range_total = static_cast<std::uint64_t>(*total);
}

}  // namespace affetto
