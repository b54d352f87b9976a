#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace affetto::cli {

// Completion of the command line in bash, zsh and fish. Their scripts (apps/cli/shells) ask the
// program itself, `affetto __complete WORD...`, so that they know what it knows: its commands,
// options, the words that an option takes, the models and codecs that are there.

/// What may stand in the place of the word being typed.
struct Completions {
    struct Candidate {
        std::string word;
        std::string help;  ///< a few words, may be empty
    };
    std::vector<Candidate> candidates;    ///< all of them begin as the word does
    bool files = false, folders = false;  ///< the names of files (and folders), of folders alone
};

/// `words` are those behind the program's name up to the one being typed, which is the last and may
/// be empty. A shell that breaks words at '=' gives it as a word of its own.
Completions complete(const CLI::App& app, const std::vector<std::string>& words);

/// "word<tab>help" a line; then a last line ":files", ":folders" or ":none". The help is one line.
std::string completion_lines(const Completions& completions);

}  // namespace affetto::cli
