#include "man_page.hpp"

#include <algorithm>

#include "affetto/core/text.hpp"
#include "affetto/core/version.hpp"
#include "described_options.hpp"

namespace affetto::cli {
namespace {

/// Text as roff shows it: its own marks escaped, so that dashes can be copied and a line that
/// begins with a dot or quote is no request.
std::string roff(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\\')
            result += "\\e";
        else if (c == '-')
            result += "\\-";
        else if (c == '\'')
            result += "\\(aq";
        else if (c == '^')
            result += "\\(ha";
        else if (c == '~')
            result += "\\(ti";
        else
            result += c;
    }
    return (result.starts_with('.') ? "\\&" : "") + result;
}

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

/// "affetto-codec-encode"
std::string page_name(const CLI::App& command) {
    std::string name = full_name(command);
    std::replace(name.begin(), name.end(), ' ', '-');
    return name;
}

std::string heading(const std::string& title) { return ".SH \"" + roff(upper(title)) + "\"\n"; }

std::string entry(const std::string& term, const std::string& text) {
    return ".TP\n\\fB" + roff(term) + "\\fR\n" + roff(text) + "\n";
}

/// "\fB\-\-seconds\fR \fISECONDS\fR"
std::string option_entry(const DescribedOption& option) {
    return ".TP\n\\fB" + roff(option.names) + "\\fR" +
           (option.unit.empty() ? "" : " \\fI" + roff(option.unit) + "\\fR") +
           (option.repeats ? "..." : "") + "\n" + roff(option.text()) + "\n";
}

/// Lines that stay as they are; the mark of an item is dropped.
std::string verbatim(std::string_view lines) {
    std::string text = ".nf\n";
    for (const std::string_view line : split(lines, '\n')) {
        const bool item = line.starts_with('\t');
        text += line.empty() ? ".sp\n"
                             : roff((item ? "  " : "") + std::string(line.substr(item))) + "\n";
    }
    return text + ".fi\n";
}

/// "key = default  sentence" a line, below a first line that says what they are.
std::string key_entries(std::string_view keys) {
    std::string text;
    for (const std::string_view line : split(keys, '\n')) {
        if (trim(line).empty()) continue;
        const std::string_view key = trim(line);
        const std::size_t gap = key.find("  ");
        text += gap == std::string_view::npos
                    ? ".PP\n" + roff(key) + "\n"
                    : entry(std::string(key.substr(0, gap)), std::string(trim(key.substr(gap))));
    }
    return text;
}

std::string see_also(const CLI::App& command) {
    std::vector<const CLI::App*> others = visible_commands(command);
    if (command.get_parent() != nullptr) others.insert(others.begin(), command.get_parent());
    std::string lines;
    for (std::size_t i = 0; i < others.size(); ++i)
        lines +=
            ".BR " + roff(page_name(*others[i])) + " (1)" + (i + 1 < others.size() ? ",\n" : "\n");
    return others.empty() ? "" : heading("see also") + lines;
}

void write_page(const CLI::App& command, const NotesOf& notes, const Path& folder,
                std::vector<std::string>& names) {
    names.push_back(page_name(command) + ".1");
    write_text(folder / names.back(), man_page(command, notes));
    for (const CLI::App* one : visible_commands(command)) write_page(*one, notes, folder, names);
}

}  // namespace

std::string man_page(const CLI::App& command, const NotesOf& notes) {
    const auto found = notes.find(&command);
    const CommandNotes said = found == notes.end() ? CommandNotes{} : found->second;
    std::string text = ".TH \"" + roff(upper(page_name(command))) + "\" 1 \"\" \"affetto " +
                       roff(version()) + "\" \"Affetto\"\n.nh\n" + heading("name") +
                       roff(page_name(command)) + " \\- " + roff(command.get_description()) + "\n" +
                       heading("synopsis") + "\\fB" + roff(synopsis(command)) + "\\fR\n";
    const auto commands = visible_commands(command);
    if (!commands.empty()) text += heading("commands");
    for (const CLI::App* one : commands) text += entry(one->get_name(), one->get_description());
    for (const OptionGroup& group : describe_options(command)) {
        text += heading(group.title);
        for (const DescribedOption& option : group.options) text += option_entry(option);
    }
    if (!said.notes.empty()) text += heading("notes") + verbatim(said.notes);
    if (!said.keys.empty()) text += heading("configuration") + key_entries(said.keys);
    if (!said.examples.empty()) text += heading("examples") + verbatim(said.examples);
    text += heading("exit status") + entry("0", "Done.") +
            entry("1", "It failed; one line on stderr says what, which file, and what to do.") +
            entry("2", "Wrong usage.") +
            entry("130", "Interrupted; everything finished so far is kept.");
    return text + see_also(command);
}

std::vector<std::string> write_man_pages(const CLI::App& app, const NotesOf& notes,
                                         const Path& folder) {
    std::vector<std::string> names;
    write_page(app, notes, folder, names);
    return names;
}

}  // namespace affetto::cli
