#include "affetto/evaluation/listening_page.hpp"

#include "affetto/core/emotion.hpp"
#include "affetto/plots/html.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr std::string_view kStyle =
    "section{border-top:1px solid #ccc;padding:.6rem 0 1rem}"
    "section.done h2::after{content:' \\2713';color:#009e73}h2{margin:.4rem 0}"
    "fieldset{border:0;padding:0;margin:.6rem 0}legend{font-weight:600;padding:0}"
    "label.point{display:inline-block;text-align:center;padding:.1rem .35rem}"
    "label.point input{display:block;margin:auto}.end{color:#555;margin:0 .4rem}"
    "input[type=text],textarea{font:inherit;width:100%;max-width:30rem;box-sizing:border-box}"
    ".bar{position:sticky;top:0;background:#fff;padding:.5rem 0;border-bottom:1px solid #ccc;"
    "display:flex;gap:1rem;flex-wrap:wrap;align-items:center}button{font:inherit;padding:.3rem "
    "1rem}";

/// Radio buttons from 1 to `most`, none of them chosen.
std::string scale(const std::string& name, const std::string& question, int most,
                  const std::string& low, const std::string& high) {
    std::string text = "<fieldset><legend>" + escape_markup(question) +
                       "</legend><span class='end'>" + escape_markup(low) + "</span>";
    for (int i = 1; i <= most; ++i) {
        const std::string value = std::to_string(i);
        text += "<label class='point'>" + value + "<input type='radio' name='" + name +
                "' value='" + value + "'></label>";
    }
    return text + "<span class='end'>" + escape_markup(high) + "</span></fieldset>\n";
}

std::string section(const PlayedClip& clip, std::size_t number) {
    const std::string code = escape_markup(clip.code);
    return "<section data-clip='" + code + "'><h2>" + std::to_string(number) + "</h2>\n" +
           "<audio controls preload='none' src='" + html::data_uri("audio/mpeg", clip.mp3) +
           "'></audio>\n" +
           scale(code + "-valence", "How pleasant is the feeling it expresses?", 9, "unpleasant",
                 "pleasant") +
           scale(code + "-arousal", "How excited is it?", 9, "calm", "excited") +
           "<fieldset><legend>One word for the emotion</legend><input type='text' list='emotions' "
           "maxlength='60' autocomplete='off' name='" +
           code + "-emotion'></fieldset>\n" +
           scale(code + "-music", "Is it music?", 5, "not at all", "entirely") +
           "<fieldset><legend>Remarks (if you like)</legend><textarea rows='2' maxlength='2000' "
           "name='" +
           code + "-comment'></textarea></fieldset></section>\n";
}

}  // namespace

std::string listening_page(const std::string& page_id, const std::vector<PlayedClip>& clips) {
    std::string body =
        "<p>You will hear " + std::to_string(clips.size()) +
        " short pieces. Rate what the music expresses, not whether you like it; there is no wrong "
        "answer. Headphones help. What you enter stays in this browser until you press \"Save "
        "ratings\": send the file that it saves to whoever sent you this page.</p>\n"
        "<form id='ratings' data-page='" +
        escape_markup(page_id) +
        "'>\n<div class='bar'><label>Your name or initials <input type='text' id='rater' "
        "maxlength='60' style='width:10rem'></label><span id='progress'></span>"
        "<button type='button' id='save'>Save ratings</button></div>\n<datalist id='emotions'>";
    for (const NamedEmotion& emotion : named_emotions())
        body += "<option value='" + escape_markup(emotion.name) + "'></option>";
    body += "</datalist>\n";
    for (std::size_t i = 0; i < clips.size(); ++i) body += section(clips[i], i + 1);
    return html::page("How does this music feel?", body + "</form>\n", kStyle, listening_script());
}

}  // namespace affetto
