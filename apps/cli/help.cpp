#include "help.hpp"

#include <algorithm>

#include "affetto/core/text.hpp"
#include "described_options.hpp"
#include "wrapped_text.hpp"

namespace affetto::cli {
namespace {

/// Where sentences begin: behind the longest term that leaves them enough room.
template <class Terms>
std::size_t column_of(const Terms& terms, std::size_t width) {
    constexpr std::size_t kNarrow = 6, kFrame = 4;
    const std::size_t most = width * 2 / 5;
    std::size_t column = kNarrow;
    for (const std::string& term : terms) {
        const std::size_t needed = count_characters(term) + kFrame;
        if (needed <= most) column = std::max(column, needed);
    }
    return column;
}

std::string entries(const std::vector<std::string>& terms, const std::vector<std::string>& texts,
                    std::size_t width) {
    const std::size_t column = column_of(terms, width);
    std::string result;
    for (std::size_t i = 0; i < terms.size(); ++i)
        result += wrap_entry(terms[i], texts[i], column, width);
    return result;
}

std::string explained(const OptionGroup& group, std::size_t width) {
    std::vector<std::string> terms, texts;
    for (const DescribedOption& option : group.options) {
        terms.push_back(option.label());
        texts.push_back(option.text());
    }
    return "\n" + group.title + ":\n" + entries(terms, texts, width);
}

/// "  --temperature, --top-p, --guidance"
std::string named(const std::vector<OptionGroup>& groups, std::size_t width) {
    std::string names;
    for (const OptionGroup& group : groups)
        for (const DescribedOption& option : group.options)
            if (!group.common) names += (names.empty() ? "" : ", ") + option.names;
    std::string result;
    for (const std::string& line : wrap(names, width - 2)) result += "  " + line + "\n";
    return result;
}

std::string list_of_commands(const CLI::App& app, std::size_t width) {
    std::vector<std::string> names, texts;
    for (const CLI::App* command : visible_commands(app)) {
        names.push_back(command->get_name());
        texts.push_back(command->get_description());
    }
    return names.empty() ? "" : "\nCommands:\n" + entries(names, texts, width);
}

}  // namespace

std::string help_text(const CLI::App& command, const NotesOf& notes, std::size_t width, bool all) {
    const auto found = notes.find(&command);
    const CommandNotes said = found == notes.end() ? CommandNotes{} : found->second;
    const auto groups = describe_options(command);
    const bool whole_program = command.get_parent() == nullptr;

    std::string text = wrap_lines(command.get_description(), width) + "\n" +
                       wrap_lines("Usage: " + synopsis(command), width) +
                       list_of_commands(command, width);
    for (const OptionGroup& group : groups)
        if (all || group.common || whole_program) text += explained(group, width);
    if (!all && !whole_program)
        text += "\nFurther options (explained by --help-all):\n" + named(groups, width);
    if (!said.notes.empty()) text += "\n" + wrap_lines(said.notes, width);
    if (!said.keys.empty())
        text += all ? "\n" + wrap_lines(said.keys, width)
                    : "\n" + wrap_lines("--help-all also lists the keys of --config.", width);
    if (!said.examples.empty()) text += "\nExamples:\n" + wrap_commands(said.examples, width);
    return text;
}

}  // namespace affetto::cli
