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

}  // namespace affetto::cli
