#include "described_options.hpp"

#include <algorithm>

namespace affetto::cli {
namespace {

constexpr const char* kArguments = "Arguments";
constexpr const char* kCommon = "Options";  // the library's name for options without a group

DescribedOption describe(const CLI::Option& option) {
    DescribedOption described;
    described.required = option.get_required();
    described.repeats = takes_several(option);
    described.help = option.get_description();
    described.fallback = option.get_default_str();
    const std::string unit = takes_value(option) ? option.get_type_name() : "";
    if (option.nonpositional()) {
        for (const std::string& name : option.get_snames())
            described.names += (described.names.empty() ? "-" : ", -") + name;
        for (const std::string& name : option.get_lnames())
            described.names += (described.names.empty() ? "--" : ", --") + name;
        described.unit = unit;
    } else {
        described.names = unit;
    }
    return described;
}

OptionGroup& group_called(std::vector<OptionGroup>& groups, const std::string& title) {
    const auto found = std::find_if(groups.begin(), groups.end(),
                                    [&](const OptionGroup& group) { return group.title == title; });
    if (found != groups.end()) return *found;
    groups.push_back({title, title == kArguments || title == kCommon, {}});
    return groups.back();
}

}  // namespace

std::string DescribedOption::label() const {
    return names + (unit.empty() ? "" : " " + unit) + (repeats ? "..." : "");
}

std::string DescribedOption::text() const {
    return help + (required ? " (required)" : "") +
           (fallback.empty() ? "" : " [default: " + fallback + "]");
}

std::vector<OptionGroup> describe_options(const CLI::App& command) {
    std::vector<OptionGroup> groups;
    for (const char* first : {kArguments, kCommon}) group_called(groups, first);
    for (const CLI::Option* option : visible_options(command))
        group_called(groups, option->nonpositional() ? option->get_group() : kArguments)
            .options.push_back(describe(*option));
    std::stable_partition(groups.begin(), groups.end(),
                          [](const OptionGroup& group) { return group.title != kEverywhere; });
    groups.erase(std::remove_if(groups.begin(), groups.end(),
                                [](const OptionGroup& group) { return group.options.empty(); }),
                 groups.end());
    return groups;
}

std::string full_name(const CLI::App& command) {
    const CLI::App* parent = command.get_parent();
    return (parent == nullptr ? "" : full_name(*parent) + " ") + command.get_name();
}

std::string synopsis(const CLI::App& command) {
    std::string text = full_name(command);
    bool optional = false;
    for (const OptionGroup& group : describe_options(command)) {
        for (const DescribedOption& option : group.options) {
            const bool argument = group.title == kArguments;
            if (option.required || argument)
                text += " " + (option.required ? option.label() : "[" + option.label() + "]");
            else
                optional = true;
        }
    }
    return text + (optional ? " [OPTIONS]" : "") +
           (visible_commands(command).empty() ? "" : " COMMAND ...");
}

std::vector<const CLI::App*> visible_commands(const CLI::App& app) {
    auto commands =
        app.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
    return {commands.begin(), commands.end()};
}

const CLI::App* find_command(const CLI::App& app, const std::string& name) {
    for (const CLI::App* command : app.get_subcommands({}))
        if (command->get_name() == name) return command;
    return nullptr;
}

std::vector<const CLI::Option*> visible_options(const CLI::App& command) {
    const auto options = command.get_options();
    std::vector<const CLI::Option*> visible;
    std::copy_if(options.begin(), options.end(), std::back_inserter(visible),
                 [](const CLI::Option* option) { return !option->get_group().empty(); });
    return visible;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }
bool takes_several(const CLI::Option& option) { return option.get_items_expected_max() > 1; }

}  // namespace affetto::cli
