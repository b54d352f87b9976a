#include "cli/blas.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affetto::cli {
namespace {

using testing::HasSubstr;

std::string maps_with(const std::string& path) {
    return "55d0c0000000-55d0c0010000 r--p 00000000 fe:00 1234   /usr/bin/affetto-torch\n"
           "7f0000000000-7f0000001000 rw-p 00000000 00:00 0 \n"
           "7f0000002000-7f0000003000 r-xp 00000000 fe:00 5678   " +
           path + "\n";
}

TEST(Blas, OpenBlasIsWell) {
    const Finding f =
        find_blas(maps_with("/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3"));
    EXPECT_THAT(f.found, HasSubstr("OpenBLAS (/usr/lib/x86_64-linux-gnu/openblas-pthread"));
    EXPECT_EQ(f.advice, "");
}

TEST(Blas, TheReferenceBlasComesWithTheCommandThatReplacesIt) {
    const Finding f = find_blas(maps_with("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0"));
    EXPECT_THAT(f.found, HasSubstr("reference BLAS"));
    EXPECT_THAT(f.advice, HasSubstr("apt-get install libopenblas0-pthread"));
}

TEST(Blas, OpenBlasOnOpenMpComesWithAWarning) {
    const Finding f =
        find_blas(maps_with("/usr/lib/x86_64-linux-gnu/openblas-openmp/libopenblas.so.0"));
    EXPECT_THAT(f.found, HasSubstr("OpenMP"));
    EXPECT_THAT(f.advice, HasSubstr("libopenblas0-pthread"));
}

TEST(Blas, NoBlasMappedMeansThatLibtorchBringsItsOwn) {
    EXPECT_EQ(find_blas(maps_with("/opt/libtorch/lib/libtorch_cpu.so")).found, "inside libtorch");
    EXPECT_EQ(find_blas("").advice, "");
}

TEST(Blas, WithoutAnyBlasTheAdviceIsToInstallOpenBlas) {
    const Finding f = find_missing_library(
        "/opt/affetto-torch: error while loading shared libraries: libblas.so.3: cannot open "
        "shared object file: No such file or directory\n");
    EXPECT_THAT(f.found, HasSubstr("libblas.so.3 is missing"));
    EXPECT_EQ(f.advice, "apt-get install libopenblas0-pthread");
}

TEST(Blas, AnotherMissingLibraryIsNamed) {
    EXPECT_THAT(find_missing_library("x: error while loading shared libraries: libtorch_cpu.so: "
                                     "cannot open shared object file")
                    .found,
                HasSubstr("libtorch_cpu.so is missing"));
    EXPECT_THAT(find_missing_library("sh: 1: affetto-torch: not found").advice,
                HasSubstr("libtorch-dev"));
}

}  // namespace
}  // namespace affetto::cli
