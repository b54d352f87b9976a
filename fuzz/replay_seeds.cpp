#include <cstdint>
#include <cstdio>
#include <exception>

#include "affetto/core/file.hpp"

// Runs a fuzz target on every file of a folder, and on every beginning of it, without libFuzzer.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    try {
        std::size_t inputs = 0;
        for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
            const affetto::Bytes seed = affetto::read_bytes(entry.path());
            for (std::size_t size = 0; size <= seed.size(); ++size, ++inputs) {
                // A copy of exactly this size, so that a sanitizer sees a read past its end.
                const affetto::Bytes input(seed.begin(),
                                           seed.begin() + static_cast<std::ptrdiff_t>(size));
                LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), size);
            }
        }
        std::printf("%zu inputs\n", inputs);
        return inputs > 0 ? 0 : 1;
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "%s\n", fault.what());
        return 1;
    }
}
