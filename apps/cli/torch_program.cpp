#include "torch_program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>
#include <thread>

#include "affetto/core/error.hpp"
#include "affetto/core/memory.hpp"
#include "affetto/core/progress.hpp"
#include "early_interrupt.hpp"

namespace affetto::cli {
namespace {

/// In the child: affetto-torch, which loads and ends, without a word.
[[noreturn]] void load_silently(const Path& program) {
    const int nowhere = open("/dev/null", O_RDWR);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, stream);
    std::string name = program.string(), option = kLoadOnly;
    char* argv[] = {name.data(), option.data(), nullptr};
    execv(program.c_str(), argv);
    _exit(127);
}

/// The exit status of `child`; nullopt where it did not end in time, and is ended then.
std::optional<int> status_within(pid_t child, std::chrono::seconds patience) {
    constexpr std::chrono::milliseconds kBetweenLooks{10};
    const auto end = std::chrono::steady_clock::now() + patience;
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (interrupt_requested() || std::chrono::steady_clock::now() > end) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            return std::nullopt;
        }
        std::this_thread::sleep_for(kBetweenLooks);
    }
    return status;
}

}  // namespace

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

void check_room_for_torch(const Path& program) {
    if (!address_space_limit()) return;
    // OpenBLAS takes a buffer a thread as soon as it is loaded; more threads come when asked for.
    setenv("OPENBLAS_NUM_THREADS", "1", 0);
    constexpr std::chrono::seconds kPatience{20};
    const pid_t child = fork();
    if (child == 0) load_silently(program);
    if (child < 0) throw std::bad_alloc();
    const std::optional<int> status = status_within(child, kPatience);
    throw_if_interrupted();
    if (!status || !WIFEXITED(*status) || WEXITSTATUS(*status) != 0) throw std::bad_alloc();
}

void become_torch_program(char** argv) {
    const Path program = torch_program();
    check_room_for_torch(program);
    hold_interrupts();
    throw_if_interrupted();         // what came before
    std::signal(SIGPIPE, SIG_DFL);  // what is ignored stays ignored across execv
    std::signal(SIGUSR1, SIG_IGN);  // until there is a handler
    execv(program.c_str(), argv);
    take_interrupts();
    throw Error(display(program) + ": cannot be started: " + std::strerror(errno));
}

}  // namespace affetto::cli
