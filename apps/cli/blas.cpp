#include "blas.hpp"

#include <algorithm>

namespace affetto::cli {
namespace {

constexpr const char* kAdvice = "apt-get install libopenblas0-pthread";

/// The first mapped file whose path holds `word`; empty where there is none.
std::string_view mapped_file(std::string_view maps, std::string_view word) {
    while (!maps.empty()) {
        const std::string_view line = maps.substr(0, maps.find('\n'));
        maps.remove_prefix(std::min(maps.size(), line.size() + 1));
        const std::size_t path = line.find('/');
        if (path != std::string_view::npos && line.find(word, path) != std::string_view::npos)
            return line.substr(path);
    }
    return {};
}

}  // namespace

Finding find_blas(std::string_view maps) {
    const auto found = [](const char* name, std::string_view file) {
        return std::string(name) + " (" + std::string(file) + ")";
    };
    if (const auto file = mapped_file(maps, "openblas"); !file.empty()) {
        if (file.find("openmp") != std::string_view::npos)
            return {"BLAS", found("OpenBLAS on OpenMP", file),
                    std::string("its threads collapse on a busy machine; ") + kAdvice};
        return {"BLAS", found("OpenBLAS", file), ""};
    }
    if (const auto file = mapped_file(maps, "mkl"); !file.empty())
        return {"BLAS", found("MKL", file), ""};
    if (const auto file = mapped_file(maps, "blis"); !file.empty())
        return {"BLAS", found("BLIS", file), ""};
    if (const auto file = mapped_file(maps, "libblas"); !file.empty())
        return {"BLAS", found("reference BLAS", file),
                std::string("7 to 15 times slower than OpenBLAS; ") + kAdvice};
    return {"BLAS", "inside libtorch", ""};
}

Finding find_missing_library(std::string_view loader_message) {
    constexpr std::string_view kSays = "error while loading shared libraries: ";
    const std::size_t at = loader_message.find(kSays);
    if (at == std::string_view::npos)
        return {"libtorch", "cannot be used",
                "affetto-torch does not start; install libtorch-dev and build again"};
    std::string_view library = loader_message.substr(at + kSays.size());
    library = library.substr(0, library.find_first_of(": \n"));
    const std::string missing = "cannot be loaded: " + std::string(library) + " is missing";
    for (const std::string_view part : {"libblas", "liblapack", "libopenblas"})
        if (library.starts_with(part)) return {"BLAS", missing, kAdvice};
    return {"libtorch", missing, "tools/install-dependencies, then build again"};
}

}  // namespace affetto::cli
