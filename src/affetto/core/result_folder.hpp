#pragma once

#include <optional>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/own_files.hpp"
#include "affetto/core/writer_lock.hpp"

namespace affetto {

/// Where a stage writes, and what it reads.
struct OutputFolder {
    Path target;
    bool overwrite = false;    ///< a folder that is there may be replaced
    std::vector<Path> inputs;  ///< files and folders that `target` must have nothing to do with
};

/// Throws UsageError where results must not go there:
/// - it equals, holds or lies in an input (apart.hpp);
/// - it is a file;
/// - it is not empty and may not be overwritten;
/// - it may, but holds the current folder, or anything that Affetto did not write or that was
///   changed since (own_files.hpp).
/// Makes nothing: to refuse a folder before long work.
void check_output(const OutputFolder& output);

/// The last of these rules, for a folder that is there.
void require_replaceable(const Path& target, Compare compare);

/// A result folder that appears whole or not at all: work in `path()`, a hidden sibling of the
/// target, then commit(). Without commit() the destructor removes it. It is the target's one writer
/// meanwhile (writer_lock.hpp), and removes what killed runs to the same target left.
///
/// commit() lists the files (folder_list.hpp) and puts the folder in the target's place at once; of
/// what was there before it then removes what Affetto wrote, file by file. An empty folder is
/// always replaced.
class ResultFolder {
public:
    /// Throws as check_output does; Error where another run writes there or the folder cannot be
    /// made.
    explicit ResultFolder(OutputFolder output);
    /// Without inputs.
    ResultFolder(Path target, bool overwrite);
    /// With the target's lock in hand.
    ResultFolder(OutputFolder output, WriterLock lock);
    /// Works in `kept` in place of a hidden sibling: a folder on the same file system, which is
    /// made where it is not there and stays where commit() is not reached, so that a later run can
    /// go on with it. `lock` is that of the target.
    ResultFolder(OutputFolder output, Path kept, WriterLock lock);
    ~ResultFolder();
    ResultFolder(const ResultFolder&) = delete;
    ResultFolder& operator=(const ResultFolder&) = delete;

    const Path& path() const { return staging_; }
    /// Throws Error where the folder cannot be put in place; the old one is still there then. Where
    /// something that is not Affetto's has come into it meanwhile, the result is kept beside it,
    /// and the message says where.
    void commit();

private:
    void make_staging();

    Path target_;
    Path staging_;
    bool overwrite_ = false;
    bool kept_ = false;
    bool committed_ = false;
    std::optional<WriterLock> lock_;
    int mark_ = -1;  ///< an open lock on the staging folder: it is in use
};

}  // namespace affetto
