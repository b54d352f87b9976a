#pragma once

#include "affetto/core/result_folder.hpp"

namespace affetto {

/// Where a training run works. One that is begun in a new folder, or goes on in one, works in --out
/// itself. One that is to replace a model, or a run that came to a checkpoint, works in
/// `<out>.work`, and what is there stays whole until the new model is finished and takes its place.
/// A run that ends before that, in whatever way, is found there by --resume.
///
/// The same on every rank, where it is asked before any of them has begun to write.
Path training_folder(const Path& out, bool resume, bool overwrite);

inline constexpr const char* kRunFile = "run.json";  ///< the configuration of a run

/// Throws UsageError where `folder`, of a run to be resumed, has no run.json. A run that was killed
/// before its first checkpoint has one: it begins again.
void require_run(const Path& folder, std::string_view kind);

/// What the user should know of a run that is to replace something: where it is until then.
std::string waits_text(const Path& out, const Path& folder);

/// The place of one run, which is its only writer (writer_lock.hpp) while this lives.
class TrainingPlace {
public:
    /// Checks alone; nothing is changed. Throws UsageError where --out has to do with an input,
    /// holds something and neither `resume` nor `overwrite` allows for that, or something that is
    /// not Affetto's would have to be removed; Error where another run writes there.
    TrainingPlace(OutputFolder output, bool resume);

    const Path& folder() const { return folder_; }
    /// Whether a model waits in --out to be replaced.
    bool replaces() const { return folder_ != out_; }
    /// Makes the folder ready, once all else is known to be right: of a resumed run temporary files
    /// are removed, of others all that an earlier run left there. Throws Error where it cannot be
    /// written to.
    void open();
    /// The run has ended and its model is whole: it takes the place of what it replaces. Throws
    /// Error, naming the folder that the model stays in, where it cannot.
    void finish();

private:
    Path out_, folder_;
    bool resume_ = false;
    std::optional<WriterLock> lock_;
};

}  // namespace affetto
