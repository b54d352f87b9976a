#include "options.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/error.hpp"
#include "affetto/core/foreign_text.hpp"
#include "described_options.hpp"

namespace affetto::cli {
namespace {

std::string join(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    return list;
}

/// "'nots' is none of notes, roll; did you mean 'notes'?"; empty where it is one of them.
std::string fault_of_name(const std::string& word, const std::vector<std::string>& names) {
    if (std::find(names.begin(), names.end(), word) != names.end()) return "";
    const auto nearest = nearest_name(word, names);
    return "'" + shortened(word) + "' is none of " + join(names) +
           (nearest ? "; did you mean '" + *nearest + "'?" : "");
}

}  // namespace

void add_flags_everywhere(CLI::App& command, Session& session) {
    const bool whole_program = command.get_parent() == nullptr;
    const auto group = [&](CLI::Option* option) {
        if (!whole_program) option->group(kEverywhere);
    };
    group(command.get_option("--help"));
    group(command.get_option("--help-all"));
    group(command.add_flag("--json", session.json, "One JSON object on stdout instead of text"));
    group(command.add_flag("--quiet", session.quiet, "No progress and no summary"));
    group(command.add_flag("--verbose", session.verbose,
                           "Progress also where there is no terminal; time and memory at the end"));
    group(command.add_flag_callback(
        "-V,--version", [] { throw CLI::CallForVersion(); }, "Print the version"));
}

CLI::App* add_command(CLI::App& app, Session& session, const std::string& name,
                      const std::string& description, const CommandNotes& notes) {
    CLI::App* command = app.add_subcommand(name, description);
    session.notes[command] = notes;
    add_flags_everywhere(*command, session);
    return command;
}

CLI::Option* add_path(CLI::App& command, const std::string& name, Path& path,
                      const std::string& unit, const std::string& help) {
    CLI::Option* option = command.add_option_function<std::string>(
        name, [&path](const std::string& text) { path = text; }, help);
    option->type_name(unit)->check([](const std::string& text) {
        return text.empty() ? std::string("expected a path, got an empty text") : std::string();
    });
    if (!path.empty()) option->default_str(display(path));
    return option;
}

CLI::Option* add_paths(CLI::App& command, const std::string& name, std::vector<Path>& paths,
                       const std::string& unit, const std::string& help) {
    return command
        .add_option_function<std::vector<std::string>>(
            name,
            [&paths](const std::vector<std::string>& texts) {
                paths.assign(texts.begin(), texts.end());
            },
            help)
        ->type_name(unit);
}

CLI::Validator existing_file() {
    return CLI::Validator(
        [](std::string& path) {
            std::error_code error;
            return std::filesystem::is_regular_file(path, error) ? std::string()
                                                                 : "no such file: '" + path + "'";
        },
        "");
}

CLI::Validator existing_folder() {
    return CLI::Validator(
        [](std::string& path) {
            std::error_code error;
            return std::filesystem::is_directory(path, error) ? std::string()
                                                              : "no such folder: '" + path + "'";
        },
        "");
}

CLI::Option* add_out(CLI::App& command, Path& out, bool& overwrite) {
    CLI::Option* option = add_path(command, "--out", out, "DIR", "Folder for the results");
    command.add_flag("--overwrite", overwrite,
                     "Replace a folder that Affetto wrote and that holds nothing else");
    return option->required();
}

CLI::Validator one_of(std::vector<std::string> names) {
    return CLI::Validator(
        [names = std::move(names)](std::string& word) { return fault_of_name(word, names); }, "");
}

std::string range_text(double low, double high) {
    const auto text = [](double x) {  // 100000, not 1e+05
        return x == std::floor(x) && std::abs(x) < 1e15 ? format_fixed(x, 0) : format_number(x);
    };
    if (high == kNoLimit) return "at least " + text(low);
    return text(low) + " to " + text(high);
}

CLI::Validator between(double low, double high, bool whole) {
    return CLI::Validator(
        [=](std::string& text) -> std::string {
            const auto number = whole && !parse_integer(text) ? std::nullopt : parse_number(text);
            if (number && *number >= low && *number <= high) return "";
            return std::string("expected a ") + (whole ? "whole " : "") + "number, " +
                   range_text(low, high) + ", got '" + shortened(text) + "'";
        },
        "");
}

CLI::Option* add_codec(CLI::App& command, CodecChoice& choice, const std::string& fallback) {
    return command
        .add_option("--codec", choice.codec,
                    "A codec's folder, a weights file of Meta's, or a name that 'affetto codec "
                    "list' knows; by default " +
                        fallback)
        ->type_name("FILE|NAME");
}

CLI::Option* add_codec_config(CLI::App& command, CodecChoice& choice) {
    return command
        .add_option(choice.config_option, choice.config,
                    "Of a weights file whose name does not tell: a config.json, or encodec_24khz, "
                    "encodec_48khz, encodec_32khz")
        ->type_name("FILE|NAME");
}

CLI::Option* add_seed(CLI::App& command, std::uint64_t& seed, const std::string& help) {
    return add_number(command, "--seed", seed, "S", 0, kNoLimit, help);
}

CLI::Option* add_threads(CLI::App& command, int& threads) {
    return add_number(command, "--threads", threads, "N", 1, 256,
                      "Threads of one operation; more than one helps only on an idle machine")
        ->group(kMachine);
}

CLI::Option* add_dither(CLI::App& command, std::string& dither) {
    return add_choice(command, "--dither", dither, {"auto", "none"},
                      "Of wav and flac, which hold 16 bits: auto adds noise of one step (TPDF) to "
                      "samples that 16 bits do not hold, none rounds alone");
}

std::vector<std::string> parse_formats(const std::string& text,
                                       const std::vector<std::string>& known) {
    std::vector<std::string> formats;
    if (text == "auto") return formats;
    for (const std::string_view item : split(text, ',')) {
        const std::string format = to_lower(trim(item));
        const std::string fault = fault_of_name(format, known);
        if (!fault.empty()) throw UsageError("--format: " + fault);
#ifndef AFFETTO_WITH_AUDIO
        if (format != "mid")
            throw UsageError("--format: '" + format +
                             "' is sound, which this build does not make "
                             "(AFFETTO_WITH_AUDIO=OFF); use --format mid");
#endif
        if (std::find(formats.begin(), formats.end(), format) == formats.end())
            formats.push_back(format);
    }
    return formats;
}

}  // namespace affetto::cli
