#include "affetto/core/error.hpp"
#include "session.hpp"

namespace affetto::cli {

Path torch_program() {
#ifndef AFFETTO_WITH_TORCH
    throw Error(
        "this build has no libtorch, which the command needs (AFFETTO_WITH_TORCH=OFF); install "
        "libtorch-dev and build with AFFETTO_WITH_TORCH=ON");
#else
    std::error_code error;
    const Path folder = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    for (const Path& place :
         {folder / "affetto-torch", folder / "../libexec/affetto/affetto-torch"})
        if (std::filesystem::is_regular_file(place, error)) return place;
    throw Error(display(folder / "affetto-torch") +
                ": no such file; it is built and installed with affetto and runs what needs "
                "tensors. Build or install again");
#endif
}

}  // namespace affetto::cli
