#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "affetto/core/file.hpp"
#include "affetto/core/file_calls.hpp"

namespace affetto {

FolderLock::FolderLock(const Path& folder)
    : fd_(detail::system_call("open folder", [&] {
          return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      })) {
    if (fd_ < 0) detail::fail("cannot be locked", folder);
    while (::flock(fd_, LOCK_EX) != 0 && errno == EINTR) {
    }
}

FolderLock::~FolderLock() { ::close(fd_); }

}  // namespace affetto
