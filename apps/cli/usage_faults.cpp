#include "usage_faults.hpp"

#include <algorithm>
#include <vector>

#include "affetto/core/error.hpp"
#include "affetto/core/foreign_text.hpp"
#include "affetto/core/text.hpp"
#include "described_options.hpp"

namespace affetto::cli {
namespace {

/// "unknown option '--sed' of 'generate'; did you mean '--seed'?"
std::string unknown(const std::string& what, const std::string& word, const CLI::App& command,
                    const std::vector<std::string>& known) {
    const std::string whole = full_name(command);
    const std::size_t blank = whole.find(' ');
    const auto nearest = nearest_name(word, known);
    return "unknown " + what + " '" + shortened(word) + "'" +
           (blank == std::string::npos ? "" : " of '" + whole.substr(blank + 1) + "'") +
           (nearest ? "; did you mean '" + *nearest + "'?"
                    : "; '" + whole + " --help' lists the " + what + "s");
}

std::string unknown_option(const CLI::App& command, const std::string& word) {
    std::vector<std::string> names;
    for (const CLI::Option* option : visible_options(command))
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    return unknown("option", word, command, names);
}

/// "--out"; of an argument "PATH", or "name (encodec_24khz|encodec_48khz)".
std::string name_of(const CLI::Option& option) {
    if (option.nonpositional()) return "--" + option.get_single_name();
    const std::string unit = option.get_type_name();
    return unit.find('|') == std::string::npos ? unit
                                               : option.get_single_name() + " (" + unit + ")";
}

/// "--emotion and --out are required; see 'affetto generate --help'"
std::string missing_options(const CLI::App& command) {
    std::string text;
    int count = 0;
    for (const CLI::Option* option : command.get_options()) {
        if (!option->get_required() || option->count() > 0) continue;
        text += (count++ > 0 ? " and " : "") + name_of(*option);
    }
    return text + (count > 1 ? " are required" : " is required") + "; see '" + full_name(command) +
           " --help'";
}

/// Options that got too many values or too few; empty where the fault is another.
std::string wrong_count(const CLI::App& command, const std::string& said) {
    constexpr const char* kEnds[] = {":", " "};
    for (const CLI::Option* option : command.get_options()) {
        const std::string name = name_of(*option);
        const bool meant = std::any_of(std::begin(kEnds), std::end(kEnds), [&](const char* end) {
            return said.starts_with(option->get_name() + end) || said.starts_with(name + end) ||
                   said.starts_with(option->get_single_name() + end);
        });
        if (!meant) continue;
        if (!takes_value(*option)) return name + " takes no value";
        if (option->count() > 1 && !takes_several(*option))
            return name + " is given " + std::to_string(option->count()) + " times, expected once";
        return name + ": a value is missing, expected " + option->get_type_name();
    }
    return "";
}

}  // namespace

void check_command(const CLI::App& app, int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word.starts_with('-') && word.size() > 1) {
            if (app.get_option_no_throw(word) == nullptr)
                throw UsageError(unknown_option(app, word));
            continue;
        }
        const CLI::App* command = find_command(app, word);
        if (command != nullptr) {
            if (!command->get_subcommands({}).empty()) check_command(*command, argc - i, argv + i);
            return;
        }
        std::vector<std::string> names;
        for (const CLI::App* one : visible_commands(app)) names.push_back(one->get_name());
        throw UsageError(unknown("command", word, app, names));
    }
}

const CLI::App& called_command(const CLI::App& app) {
    const CLI::App* command = &app;
    while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
    return *command;
}

void refuse_values_of_flags(CLI::App& app) {
    for (CLI::Option* option : app.get_options())
        if (!takes_value(*option)) option->disable_flag_override();
    for (CLI::App* command : app.get_subcommands({})) refuse_values_of_flags(*command);
}

std::string explain(const CLI::App& app, const CLI::ParseError& fault) {
    const CLI::App& command = called_command(app);
    std::vector<std::string> extras = command.remaining();
    if (extras.empty()) extras = app.remaining();
    // An unknown option comes before what is missing: it may be that very option, misspelt.
    for (const std::string& extra : extras)
        if (extra.starts_with('-') && extra.size() > 1)
            return unknown_option(command, extra.substr(0, extra.find('=')));
    if (dynamic_cast<const CLI::RequiredError*>(&fault) != nullptr)
        return visible_commands(command).empty()
                   ? missing_options(command)
                   : "no command given; '" + full_name(command) + " --help' lists the commands";
    if (const auto* excludes = dynamic_cast<const CLI::ExcludesError*>(&fault)) {
        std::string text = excludes->what();  // "--overwrite excludes --resume"
        const std::string word = " excludes ";
        if (const std::size_t at = text.find(word); at != std::string::npos)
            text.replace(at, word.size(), " and ");
        return text + " cannot be given together";
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&fault) != nullptr) {
        const std::string text = wrong_count(command, fault.what());
        return text.empty() ? fault.what() : text;
    }
    if (dynamic_cast<const CLI::ExtrasError*>(&fault) == nullptr || extras.empty())
        return fault.what();
    return "'" + shortened(extras.front()) + "' is an argument too many; see '" +
           full_name(command) + " --help'";
}

}  // namespace affetto::cli
