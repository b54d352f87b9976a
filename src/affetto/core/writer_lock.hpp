#pragma once

#include "affetto/core/file.hpp"

namespace affetto {

/// One folder, one writer. While it lives no other process, nor another object, holds one on the
/// same folder, which need not be there yet; the system lets go of it when a process ends in
/// whatever way. It is a file ".NAME.affetto-lock" beside the folder (in it, where nothing may be
/// written beside it) that says who holds it; the one who held it removes it. Where a file system
/// has no locks, or no place for the file, it does nothing.
class WriterLock {
public:
    enum class Busy { refuse, wait };  ///< what to do while somebody else holds it

    /// Makes no folder: that of the lock's file must be there. Throws Error naming the holder's
    /// process, host and start where it is held and `busy` is refuse; Interrupted while it waits.
    explicit WriterLock(const Path& folder, Busy busy = Busy::refuse);
    ~WriterLock();
    WriterLock(WriterLock&& other) noexcept;
    WriterLock& operator=(WriterLock&&) = delete;

    /// False where there was nothing to hold.
    bool held() const { return fd_ >= 0; }

private:
    Path file_;
    int fd_ = -1;
};

/// Whether a file of this name is the lock of a folder.
bool is_writer_lock(const Path& file);

}  // namespace affetto
