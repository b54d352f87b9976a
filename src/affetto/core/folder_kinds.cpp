#include "affetto/core/folder_kinds.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <vector>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"

namespace affetto {
namespace {

/// Names that a kind of folder may hold; '*' stands for anything within a name.
using Patterns = std::vector<std::string>;

/// The folder of so many names in which what a pattern stands for lies, with '/' at the end; empty
/// where it does not lie that deep.
std::string folder_of_pattern(const std::string& pattern, std::ptrdiff_t depth) {
    std::size_t end = 0;
    for (std::ptrdiff_t i = 0; i < depth; ++i) {
        end = pattern.find('/', end);
        if (end == std::string::npos) return "";
        ++end;
    }
    return pattern.substr(0, end);
}

bool matches(const Patterns& patterns, const std::string& path) {
    const bool folder = path.ends_with('/');
    const std::ptrdiff_t depth = std::count(path.begin(), path.end(), '/');
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
        const std::string whole = folder ? folder_of_pattern(pattern, depth) : pattern;
        return ::fnmatch(whole.c_str(), path.c_str(), FNM_PATHNAME) == 0;
    });
}

/// Names that a table of the folder lists: each value of `column` with each of `endings` in place
/// of '*'.
struct TableOfNames {
    std::string file, column;
    Patterns endings = {"*"};
};

struct FolderKind {
    std::string file, what;  ///< a JSON file of the folder whose "what" says what it is
    Patterns names;
    std::optional<TableOfNames> table;
    bool lists_files = false;  ///< under "files", each with a sidecar
};

const Patterns kTraining = {"config.json",
                            "model.safetensors",
                            "history.csv",
                            "log.jsonl",
                            "manifest.json",
                            "run.json",
                            "report.html",
                            "plots/*.svg",
                            "samples/epoch-*-Q?.*",
                            "checkpoints/step-*.safetensors",
                            "tensorboard/events.out.tfevents.*"};
const Patterns kWithSidecars = {"manifest.json"};
const Patterns kClips = {"clips.csv", "manifest.json", "statistics.html", "plots/*.svg"};

const std::vector<FolderKind>& folder_kinds() {
    static const std::vector<FolderKind> kinds = {
        {"manifest.json", "affetto clips", kClips, TableOfNames{"clips.csv", "path"}},
        {"manifest.json",
         "affetto latents",
         {"metadata.csv", "manifest.json", "latents-*.safetensors", "report.html", "plots/*.svg"},
         TableOfNames{"metadata.csv", "id", {"*.npy", "*.codes.npy", "*.csv"}}},
        {"manifest.json", "affetto generated folder", kWithSidecars, {}, true},
        {"manifest.json", "affetto rendered folder", kWithSidecars, {}, true},
        {"manifest.json", "affetto coded sound folder", kWithSidecars, {}, true},
        {"manifest.json", "affetto decoded sound folder", kWithSidecars, {}, true},
        {"manifest.json", "affetto round trip folder", kWithSidecars, {}, true},
        {"manifest.json",
         "affetto evaluation",
         {"manifest.json", "metrics.json", "listener.json", "report.html", "listening.html",
          "listening_key.csv"},
         {}},
        {"comparison.json",
         "affetto comparison of training runs",
         {"comparison.json", "report.html", "plots/*.svg"},
         {}},
        {"part.json", "affetto preprocess part", {"part.json", "clips/*.mid"}, {}},
        {"manifest.json", "affetto training run", kTraining, {}},
        {"manifest.json", "affetto codec training run", kTraining, {}},
        {"config.json", "affetto model", kTraining, {}},
        {"config.json", "affetto codec", kTraining, {}},
    };
    return kinds;
}

std::optional<Json> json_in(const Path& folder, const std::string& name) {
    std::error_code error;
    const Path file = folder / name;
    if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file, error)))
        return std::nullopt;
    try {
        return read_json(file);
    } catch (const DataError&) {
        return std::nullopt;  // damaged: it says nothing
    }
}

std::optional<CsvTable> table_in(const Path& folder, const std::string& name) {
    try {
        return read_csv(folder / name);
    } catch (const DataError&) {
        return std::nullopt;
    }
}

void add_names_of_table(std::set<std::string>& names, const Path& folder,
                        const TableOfNames& wanted) {
    const auto table = table_in(folder, wanted.file);
    const auto column = table ? table->column(wanted.column) : std::nullopt;
    if (!column) return;
    for (const auto& row : table->rows)
        for (std::string name : wanted.endings)
            add_name(names, name.replace(name.find('*'), 1, row[*column]));
}

void add_listed_files(std::set<std::string>& names, const Json& manifest) {
    const auto files = manifest.find("files");
    if (files == manifest.end() || !files->is_array()) return;
    for (const Json& file : *files) {
        if (!file.is_string()) continue;
        const std::string name = file.get<std::string>();
        add_name(names, name);
        add_name(names, Path(name).replace_extension(".json").generic_string());
    }
}

NameRule rule_of(const FolderKind& kind, const Path& folder, const Json& manifest) {
    std::set<std::string> names;
    if (kind.table) add_names_of_table(names, folder, *kind.table);
    if (kind.lists_files) add_listed_files(names, manifest);
    return [patterns = kind.names, names = std::move(names)](const std::string& path) {
        return names.contains(path) || matches(patterns, path);
    };
}

/// The corpus has a text in place of a JSON file.
std::optional<NameRule> names_of_corpus(const Path& folder) {
    constexpr std::string_view kBegin = "Etudes: the embedded corpus of Affetto";
    std::error_code error;
    const Path file = folder / "README.txt";
    if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file, error)))
        return std::nullopt;
    const Bytes begin = read_prefix(file, kBegin.size());
    if (std::string_view(reinterpret_cast<const char*>(begin.data()), begin.size()) != kBegin)
        return std::nullopt;
    const FolderKind corpus{
        "", "", {"manifest.csv", "README.txt"}, TableOfNames{"manifest.csv", "path"}};
    return rule_of(corpus, folder, {});
}

/// A training run that was ended before its config.json: the configuration it was begun with, or
/// nothing but an empty log.
bool is_begun_training(const Path& folder) {
    const auto run = json_in(folder, "run.json");
    if (run && run->is_object() && run->contains("training") &&
        (run->contains("model") || run->contains("codec")))
        return true;
    std::error_code error;
    return std::filesystem::file_size(folder / "log.jsonl", error) == 0 && !error;
}

}  // namespace

void add_name(std::set<std::string>& names, const std::string& file) {
    names.insert(file);
    for (Path folder = Path(file).parent_path(); !folder.empty() && folder != folder.root_path();
         folder = folder.parent_path())
        names.insert(folder.generic_string() + "/");
}

std::optional<NameRule> names_of_folder(const Path& folder) {
    for (const FolderKind& kind : folder_kinds()) {
        const auto json = json_in(folder, kind.file);
        if (!json || !json->is_object()) continue;
        const auto what = json->find("what");
        if (what != json->end() && *what == kind.what) return rule_of(kind, folder, *json);
    }
    if (auto corpus = names_of_corpus(folder)) return corpus;
    if (is_begun_training(folder))
        return [](const std::string& path) { return matches(kTraining, path); };
    return std::nullopt;
}

NameRule names_of_work() {
    return [](const std::string& path) {
        static const Patterns names = {"work.json",
                                       "files/*.json",
                                       "result/clips/*/*.flac",
                                       "result/clips/*/*.wav",
                                       "result/clips.csv",
                                       "result/manifest.json",
                                       "result/statistics.html",
                                       "result/plots/*.svg",
                                       "result/SHA256SUMS"};
        return matches(names, path);
    };
}

NameRule names_of_shards() {
    return [](const std::string& path) {
        static const Patterns names = {"*-of-*/part.json", "*-of-*/clips/*.mid",
                                       "*-of-*/SHA256SUMS"};
        return matches(names, path);
    };
}

}  // namespace affetto
