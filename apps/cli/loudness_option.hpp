#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "affetto/audio/loudness_gain.hpp"
#include "affetto/core/text.hpp"
#include "options.hpp"

namespace affetto::cli {

/// --loudness, a number of LUFS or "off" (none).
inline CLI::Option* add_loudness(CLI::App& command, std::optional<double>& lufs,
                                 const std::string& help) {
    const auto is_loudness = [](std::string& text) -> std::string {
        const auto number = parse_number(text);
        if (text == "off" ||
            (number && *number >= kLowestTargetLufs && *number <= kHighestTargetLufs))
            return "";
        return "expected off or a number of LUFS, " +
               range_text(kLowestTargetLufs, kHighestTargetLufs) + ", got '" + text + "'";
    };
    return command
        .add_option_function<std::string>(
            "--loudness", [&lufs](const std::string& text) { lufs = parse_number(text); },
            help + ": integrated loudness in LUFS, " +
                range_text(kLowestTargetLufs, kHighestTargetLufs) +
                ", reached by one gain that keeps the true peak below " +
                format_number(kTruePeakLimitDb) +
                " dB; off keeps how loud pieces are against each other, which data for training "
                "need")
        ->type_name("LUFS|off")
        ->check(CLI::Validator(is_loudness, ""))
        ->default_str(format_number(kListeningLufs));
}

}  // namespace affetto::cli
