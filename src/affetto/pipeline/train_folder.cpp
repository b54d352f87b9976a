#include "affetto/pipeline/train_folder.hpp"

#include "affetto/core/error.hpp"
#include "affetto/core/leftovers.hpp"

namespace affetto {

void require_run(const Path& out) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(out / kRunFile, error))
        throw UsageError(display(out) + ": nothing to resume: no training run there");
}

namespace {

/// Whether all that lies there is what a run writes before run.json: one that was ended that early
/// left nothing to keep.
bool is_mere_beginning(const Path& out) {
    std::error_code error;
    const std::filesystem::directory_iterator entries(out, error);
    if (error) return false;
    for (const auto& entry : entries) {
        const std::string name = entry.path().filename().string();
        const bool empty_log = name == "log.jsonl" && entry.file_size(error) == 0;
        if (!empty_log && name != "config.json") return false;
    }
    return true;
}

}  // namespace

void prepare_folder(const TrainOptions& options) {
    if (options.resume) {
        for (const char* name : {"", "checkpoints", "samples", "plots"})
            remove_leftovers(options.out / name);
        return;
    }
    std::error_code error;
    const bool used =
        std::filesystem::exists(options.out, error) &&
        !(std::filesystem::is_directory(options.out, error) && is_mere_beginning(options.out));
    if (used && !options.overwrite)
        throw UsageError(display(options.out) +
                         ": exists and is not empty; pass --resume, --overwrite or another --out");
    if (used) {
        // Only what a training run writes is removed.
        for (const char* name :
             {"config.json", "model.safetensors", "history.csv", "log.jsonl", "manifest.json",
              kRunFile, "report.html", "checkpoints", "samples", "plots", kEventsFolder}) {
            std::filesystem::remove_all(options.out / name, error);
            if (error)
                throw Error(display(options.out / name) +
                            ": cannot be removed: " + error.message());
        }
    }
    // A first write shows at once whether the place can be written to.
    write_text(options.out / "log.jsonl", "");
}

}  // namespace affetto
