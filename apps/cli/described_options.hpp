#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace affetto::cli {

// What the declared options say of themselves: the one source of help, man pages and completion.

/// The group of --help, --json and the like, which every command has.
inline constexpr const char* kEverywhere = "Everywhere";

struct DescribedOption {
    std::string names;     ///< "-h, --help"; of an argument its unit
    std::string unit;      ///< "SECONDS", "notes|roll"; empty for flags and arguments
    std::string help;      ///< a sentence with its limits
    std::string fallback;  ///< the default; empty where it has none or the sentence says it
    bool required = false;
    bool repeats = false;  ///< takes several values

    /// "--seconds SECONDS"
    std::string label() const;
    /// The sentence with its default and whether it must be given.
    std::string text() const;
};

struct OptionGroup {
    std::string title;    ///< "Arguments", "Options", "Sampling", ...
    bool common = false;  ///< --help explains it too, not only --help-all
    std::vector<DescribedOption> options;
};

/// In the order of help: arguments, the common options, the other groups, and what is everywhere.
std::vector<OptionGroup> describe_options(const CLI::App& command);

/// "affetto codec encode"; "affetto" of the whole program.
std::string full_name(const CLI::App& command);

/// "affetto generate --emotion SPEC --out DIR [OPTIONS]"
std::string synopsis(const CLI::App& command);

/// The commands that help lists.
std::vector<const CLI::App*> visible_commands(const CLI::App& app);

/// The command of that name among those of `app`, hidden ones too; nullptr where there is none.
const CLI::App* find_command(const CLI::App& app, const std::string& name);

/// The options that help lists.
std::vector<const CLI::Option*> visible_options(const CLI::App& command);

bool takes_value(const CLI::Option& option);
bool takes_several(const CLI::Option& option);

}  // namespace affetto::cli
