#include "affetto/pipeline/training_place.hpp"

#include <algorithm>
#include <set>

#include "affetto/core/apart.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/leftovers.hpp"
#include "affetto/core/own_files.hpp"
#include "affetto/core/replace_folder.hpp"

namespace affetto {
namespace {

namespace fs = std::filesystem;

bool is_there(const Path& path) {
    std::error_code error;
    return fs::exists(path, error);
}

Path work_of(const Path& out) { return beside_output(out, ".work"); }

/// Whether there is something of a run, or anything else, that is worth more than a beginning: a
/// run that was ended before its first checkpoint left nothing to keep.
bool is_mere_beginning(const Path& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) return false;
    const OwnFiles own = own_files(folder);
    if (own.foreign) return false;
    return std::all_of(own.files.begin(), own.files.end(), [](const Path& file) {
        static const std::set<Path> small = {"config.json", kRunFile, "report.html", "history.csv",
                                             "log.jsonl",   "plots",  "samples",     "tensorboard"};
        const bool is_temporary = file.filename().string().front() == '.';
        return is_temporary || small.contains(*file.begin());
    });
}

/// What a run writes before run.json.
bool is_empty_or_before_run(const Path& folder) {
    return is_mere_beginning(folder) && !is_there(folder / kRunFile);
}

}  // namespace

Path training_folder(const Path& out, bool resume, bool overwrite) {
    const Path target = resolved_output(out), work = work_of(target);
    if (resume) return is_there(work / kRunFile) ? work : target;
    return overwrite && is_there(target) && !is_mere_beginning(target) ? work : target;
}

void require_run(const Path& folder, std::string_view kind) {
    std::error_code error;
    if (!fs::is_regular_file(folder / kRunFile, error))
        throw UsageError(display(folder) + ": nothing to resume: no " + std::string(kind) +
                         " there");
}

std::string waits_text(const Path& out, const Path& folder) {
    return display(out) +
           ": what is there stays until the new model is finished; until then this "
           "run is in " +
           display(folder);
}

TrainingPlace::TrainingPlace(OutputFolder output, bool resume)
    : out_(resolved_output(output.target)),
      folder_(training_folder(output.target, resume, output.overwrite)),
      resume_(resume) {
    const Path work = work_of(out_);
    require_apart(out_, output.inputs);
    require_apart(work, output.inputs);
    std::error_code error;
    if (is_there(out_) && !fs::is_directory(out_, error))
        throw UsageError(display(out_) + ": is a file, expected a folder; choose another --out");
    if (!resume && !is_there(out_.parent_path())) fs::create_directories(out_.parent_path(), error);
    lock_.emplace(out_);
    clear_abandoned(out_);
    folder_ = training_folder(out_, resume, output.overwrite);  // an old folder may be back
    if (resume) {
        if (replaces() && is_there(out_)) require_replaceable(out_, Compare::names);
        return;
    }
    if (!output.overwrite && is_there(out_) && !is_empty_or_before_run(out_))
        throw UsageError(display(out_) +
                         ": exists and is not empty; pass --resume, --overwrite or another --out");
    if (!output.overwrite && is_there(work / kRunFile))
        throw UsageError(display(work) +
                         ": holds a run that was to replace a model and has not ended; pass "
                         "--resume to go on with it, --overwrite to begin anew, or another --out");
    if (replaces()) require_replaceable(out_, Compare::contents);
    if (replaces() && is_there(work)) require_replaceable(work, Compare::names);
}

void TrainingPlace::open() {
    if (resume_) {
        for (const char* name : {"", "checkpoints", "samples", "plots"})
            remove_leftovers(folder_ / name);
        return;
    }
    if (is_there(folder_)) {
        const OwnFiles own = own_files(folder_);
        if (own.foreign) throw Error(display(folder_) + ": " + foreign_text(own));
        clear_own_files(folder_, own);
    }
    // A first write shows at once whether the place can be written to.
    write_text(folder_ / "log.jsonl", "");
}

void TrainingPlace::finish() {
    if (!replaces()) return;
    try {
        replace_folder(folder_, out_);
    } catch (const Error& fault) {
        if (!is_there(folder_)) throw;
        throw Error(std::string(fault.what()) + "; the new model is whole and in " +
                    display(folder_));
    }
}

}  // namespace affetto
