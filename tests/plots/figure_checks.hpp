#pragma once

#include <gmock/gmock.h>

#include <string>

namespace affetto::test {

inline std::size_t occurrences(const std::string& text, const std::string& word) {
    std::size_t count = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        ++count;
    return count;
}

/// What every figure promises: one whole document, numbers that are numbers, nothing from outside.
inline void expect_sound_figure(const std::string& svg) {
    EXPECT_EQ(svg.rfind("<svg xmlns='http://www.w3.org/2000/svg'", 0), 0u);
    EXPECT_EQ(occurrences(svg, "<svg"), 1u);
    EXPECT_EQ(occurrences(svg, "</svg>"), 1u);
    for (const char* word : {"'nan", "'inf", "'-nan", "'-inf", ">nan", ">inf", "href", "<script"})
        EXPECT_EQ(occurrences(svg, word), 0u) << word;
}

}  // namespace affetto::test
