#include "completion.hpp"

#include <algorithm>

#include "affetto/codec/codec_config.hpp"
#include "affetto/core/emotion.hpp"
#include "affetto/core/text.hpp"
#include "affetto/pipeline/find_codec.hpp"
#include "affetto/pipeline/find_model.hpp"
#include "described_options.hpp"

namespace affetto::cli {
namespace {

/// What is known of the word being typed.
struct Place {
    const CLI::App* command = nullptr;
    const CLI::Option* option = nullptr;  ///< whose value is being typed
    std::size_t arguments = 0;            ///< of the command, before this word
    std::vector<const CLI::Option*> given;
};

const CLI::Option* find_option(const CLI::App& command, const std::string& name) {
    if (name.size() < 2 || name.front() != '-') return nullptr;
    return command.get_option_no_throw(name);
}

/// One word before the one being typed; `after_equals`: behind "--option=".
void read_word(Place& place, const std::string& word, bool after_equals) {
    if (place.option != nullptr && (after_equals || !word.starts_with('-'))) {
        if (!takes_several(*place.option)) place.option = nullptr;
        return;
    }
    place.option = nullptr;
    if (word.starts_with('-')) {
        const std::size_t equals = word.find('=');
        const CLI::Option* option = find_option(*place.command, word.substr(0, equals));
        if (option == nullptr) return;
        place.given.push_back(option);
        if (takes_value(*option) && equals == std::string::npos) place.option = option;
        return;
    }
    if (const CLI::App* command = find_command(*place.command, word))
        place = {command, nullptr, 0, {}};
    else
        ++place.arguments;
}

const CLI::Option* argument_of(const CLI::App& command, std::size_t index) {
    const CLI::Option* last = nullptr;
    for (const CLI::Option* option : visible_options(command)) {
        if (option->nonpositional()) continue;
        last = option;
        if (index-- == 0) return option;
    }
    return last != nullptr && takes_several(*last) ? last : nullptr;
}

bool is_placeholder(std::string_view word) {
    return std::any_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void add(Completions& found, std::string_view typed, const std::string& word,
         const std::string& help = "") {
    if (word.starts_with(typed)) found.candidates.push_back({word, help});
}

/// The names that an option with the unit NAME knows.
void add_names(Completions& found, std::string_view typed, const CLI::Option& option) {
    const std::string name = option.get_single_name();
    if (name == "model")
        for (const std::string& model : shipped_models()) add(found, typed, model, "ships");
    if (name == "codec")
        for (const KnownCodec& codec : known_codecs())
            add(found, typed, codec.name, name_of(codec.place));
    if (name == "codec-config" || name == "config")
        for (const auto& preset : codec_preset_names()) add(found, typed, std::string(preset));
}

void add_emotions(Completions& found, std::string_view typed) {
    const auto point = [](const Emotion& e) {
        return "valence " + format_number(e.valence) + ", arousal " + format_number(e.arousal);
    };
    for (const NamedEmotion& e : named_emotions())
        add(found, typed, std::string(e.name), point(e.emotion));
    for (int i = 0; i < kNumQuadrants; ++i) {
        const auto q = static_cast<Quadrant>(i);
        add(found, typed, std::string(name_of(q)), point(centre_of(q)));
    }
}

/// Values of an option or argument, by its unit: "auto|cpu|cuda", "wav,flac" (a list of these),
/// "DIR|NAME".
void add_values(Completions& found, const std::string& typed, const CLI::App& app,
                const CLI::Option& option) {
    const std::string unit = option.get_type_name();
    for (const std::string_view part : split(unit, '|')) {
        const auto words = split(part, ',');
        const bool list = words.size() > 1;
        // Of a list only the last item is completed; the ones before it stay.
        const std::size_t comma = list ? typed.rfind(',') : std::string::npos;
        const std::string before = comma == std::string::npos ? "" : typed.substr(0, comma + 1);
        for (const std::string_view word : words) {
            if (!is_placeholder(word))
                add(found, typed, before + std::string(word));
            else if (word == "DIR")
                found.folders = true;
            else if (word == "NAME")
                add_names(found, typed, option);
            else if (word == "SPEC")
                add_emotions(found, typed);
            else if (word == "COMMAND")
                for (const CLI::App* command : visible_commands(app))
                    add(found, typed, command->get_name(), command->get_description());
            else if (word == "FILE" || word == "PATH" || word == "SOUND" || word == "SCORE" ||
                     word == "CODES" || word == "RUN")
                found.files = true;
        }
    }
}

void add_options(Completions& found, const std::string& typed, const Place& place) {
    for (const CLI::Option* option : visible_options(*place.command)) {
        if (!option->nonpositional()) continue;
        const bool given =
            std::find(place.given.begin(), place.given.end(), option) != place.given.end();
        if (given && !takes_several(*option)) continue;
        for (const std::string& name : option->get_lnames())
            add(found, typed, "--" + name, option->get_description());
        if (typed.size() != 1) continue;  // a single dash: the short names too
        for (const std::string& name : option->get_snames())
            add(found, typed, "-" + name, option->get_description());
    }
}

}  // namespace

Completions complete(const CLI::App& app, const std::vector<std::string>& words) {
    Place place{&app, nullptr, 0, {}};
    std::string typed = words.empty() ? "" : words.back();
    for (std::size_t i = 0; i + 1 < words.size(); ++i)
        if (words[i] != "=") read_word(place, words[i], i > 0 && words[i - 1] == "=");

    Completions found;
    if (place.option != nullptr) {
        if (typed == "=") typed.clear();
        if (!takes_several(*place.option) || !typed.starts_with('-')) {
            add_values(found, typed, app, *place.option);
            return found;
        }
    }
    const std::size_t equals = typed.find('=');
    if (typed.starts_with("--") && equals != std::string::npos) {  // --option=value in one word
        const CLI::Option* option = find_option(*place.command, typed.substr(0, equals));
        if (option == nullptr || !takes_value(*option)) return found;
        add_values(found, typed.substr(equals + 1), app, *option);
        for (auto& candidate : found.candidates)
            candidate.word.insert(0, typed.substr(0, equals + 1));
        return found;
    }
    if (!typed.starts_with('-')) {
        for (const CLI::App* command : visible_commands(*place.command))
            add(found, typed, command->get_name(), command->get_description());
        if (const CLI::Option* argument = argument_of(*place.command, place.arguments))
            add_values(found, typed, app, *argument);
        if (!found.candidates.empty() || found.files || found.folders) return found;
    }
    add_options(found, typed, place);
    return found;
}

std::string completion_lines(const Completions& completions) {
    constexpr std::size_t kHelp = 76;  // characters
    std::string text;
    for (const auto& [word, help] : completions.candidates)
        if (printable(word) == word)
            text += word + "\t" + printable(help.substr(0, help.find(';'))).substr(0, kHelp) + "\n";
    return text + (completions.files ? ":files\n" : completions.folders ? ":folders\n" : ":none\n");
}

}  // namespace affetto::cli
