#pragma once

#include <string>
#include <vector>

#include "affetto/core/file.hpp"

namespace affetto {

/// What a listening page plays: a clip's code and its sound. It is given nothing else, so that it
/// cannot tell.
struct PlayedClip {
    std::string code;
    Bytes mp3;
};

/// One self-contained HTML page on which a person rates clips: valence and arousal (1 to 9), an
/// emotion word, whether it is music (1 to 5), a remark. Progress stays in the browser; "Save
/// ratings" saves a CSV that read_ratings() reads.
std::string listening_page(const std::string& page_id, const std::vector<PlayedClip>& clips);

/// The page's JavaScript. In a browser it starts itself; csvField(text) and csvOf(page, rater,
/// answers) are plain functions.
std::string_view listening_script();

}  // namespace affetto
