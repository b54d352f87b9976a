#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "affetto/core/text.hpp"

namespace affetto::test {

inline std::size_t occurrences(const std::string& text, const std::string& word) {
    std::size_t count = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        ++count;
    return count;
}

/// The number after `name` in the first element, "viewBox='0 0 " of it say.
inline double number_after(const std::string& svg, const std::string& name) {
    const std::size_t at = svg.find(name) + name.size();
    return parse_number(svg.substr(at, svg.find_first_of(" '", at) - at)).value_or(0);
}

/// The height of letters in pixels on a page 500 pixels wide, whose margins take 32.
inline double letters_at_500(const std::string& svg) {
    const double width = number_after(svg, "viewBox='0 0 ");
    return number_after(svg, "font-size='") * std::min(1.0, 468 / width);
}

/// What every figure promises: one whole document, numbers that are numbers, nothing from outside,
/// letters that can be read on a page of 500 pixels.
inline void expect_sound_figure(const std::string& svg) {
    EXPECT_EQ(svg.rfind("<svg xmlns='http://www.w3.org/2000/svg'", 0), 0u);
    EXPECT_GE(letters_at_500(svg), 10.5);
    EXPECT_EQ(occurrences(svg, "<svg"), 1u);
    EXPECT_EQ(occurrences(svg, "</svg>"), 1u);
    for (const char* word : {"'nan", "'inf", "'-nan", "'-inf", ">nan", ">inf", "href", "<script"})
        EXPECT_EQ(occurrences(svg, word), 0u) << word;
}

}  // namespace affetto::test
