#pragma once

#include <CLI/CLI.hpp>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/text.hpp"
#include "affetto/pipeline/find_codec.hpp"
#include "session.hpp"

namespace affetto::cli {

// How options are declared: each with its unit, its limits and its default, written once and shown
// by --help. Options of no group are the common ones; those of a group are explained by --help-all.
// The unit says what completion offers: words in small letters are values ("auto|cpu|cuda"), with
// commas between them items of a list ("wav,flac"); for DIR, FILE, NAME and the like see
// completion.cpp.

/// --json, --quiet, --verbose, --help, --help-all and --version.
void add_flags_everywhere(CLI::App& command, Session& session);

/// A command with the flags that are everywhere and what help and man pages say of it.
CLI::App* add_command(CLI::App& app, Session& session, const std::string& name,
                      const std::string& description, const CommandNotes& notes);

/// An option or (a name without dashes) an argument that names a file or folder.
CLI::Option* add_path(CLI::App& command, const std::string& name, Path& path,
                      const std::string& unit, const std::string& help);
CLI::Option* add_paths(CLI::App& command, const std::string& name, std::vector<Path>& paths,
                       const std::string& unit, const std::string& help);

/// Refuses a path at which there is no file, or no folder.
CLI::Validator existing_file();
CLI::Validator existing_folder();

/// --out and --overwrite.
CLI::Option* add_out(CLI::App& command, Path& out, bool& overwrite);

/// Refuses what is not one of `names`, with the nearest of them.
CLI::Validator one_of(std::vector<std::string> names);

/// Refuses what is not a (whole) number in [low, high]; "nan" and "inf" are not numbers.
CLI::Validator between(double low, double high, bool whole);

namespace detail {
template <class T>
struct Plain {
    using type = T;
};
template <class T>
struct Plain<std::optional<T>> {
    using type = T;
};
template <class T>
constexpr bool kIsOptional = !std::is_same_v<T, typename Plain<T>::type>;
}  // namespace detail

/// "5 to 300", or "at least 1" without an upper limit.
std::string range_text(double low, double high);

/// Groups that several commands have.
inline constexpr const char* kMachine = "Machine";

inline constexpr double kNoLimit = std::numeric_limits<double>::max();

/// A number, or an optional one (then say its default by ->default_str()).
template <class T>
CLI::Option* add_number(CLI::App& command, const std::string& name, T& value,
                        const std::string& unit, double low, double high, const std::string& help) {
    constexpr bool kWhole = std::is_integral_v<typename detail::Plain<T>::type>;
    CLI::Option* option = command.add_option(name, value, help + ", " + range_text(low, high));
    option->type_name(unit)->check(between(low, high, kWhole));
    if constexpr (!detail::kIsOptional<T>)
        option->default_str(format_number(static_cast<double>(value)));
    return option;
}

/// One of several words; `value` is a text or an optional one.
template <class T>
CLI::Option* add_choice(CLI::App& command, const std::string& name, T& value,
                        const std::vector<std::string>& names, const std::string& help) {
    std::string list;
    for (const std::string& n : names) list += (list.empty() ? "" : "|") + n;
    CLI::Option* option = command.add_option(name, value, help);
    option->type_name(list)->check(one_of(names));
    if constexpr (!detail::kIsOptional<T>) option->default_str(value);
    return option;
}

/// --codec; `fallback` says what is used without it.
CLI::Option* add_codec(CLI::App& command, CodecChoice& choice, const std::string& fallback);
/// The configuration of a weights file that --codec names, by the option choice.config_option.
CLI::Option* add_codec_config(CLI::App& command, CodecChoice& choice);

/// --seed and --threads.
CLI::Option* add_seed(CLI::App& command, std::uint64_t& seed, const std::string& help);
CLI::Option* add_threads(CLI::App& command, int& threads);
/// --dither, of commands that write sound.
CLI::Option* add_dither(CLI::App& command, std::string& dither);

/// "mid, wav" -> {"mid", "wav"}, each once; "auto" -> {}. Throws UsageError for a format that is
/// not in `known`, with the nearest, and for sound in a build that has none.
std::vector<std::string> parse_formats(const std::string& text,
                                       const std::vector<std::string>& known);

}  // namespace affetto::cli
