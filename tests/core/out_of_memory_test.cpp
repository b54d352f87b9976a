#include "affetto/core/out_of_memory.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <new>
#include <system_error>

#include "affetto/core/error.hpp"
#include "affetto/core/memory.hpp"

namespace affetto {
namespace {

using ::testing::HasSubstr;

TEST(OutOfMemory, IsToldByWhatWasThrown) {
    EXPECT_TRUE(is_out_of_memory(std::bad_alloc()));
    EXPECT_TRUE(is_out_of_memory(
        std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again))));
    EXPECT_TRUE(is_out_of_memory(std::runtime_error(
        "[enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't allocate memory: you "
        "tried to allocate 8 bytes. Error code 12 (Cannot allocate memory)")));
    EXPECT_TRUE(is_out_of_memory(std::runtime_error("CUDA out of memory. Tried to allocate")));
    EXPECT_FALSE(is_out_of_memory(std::runtime_error("no such file")));
    EXPECT_FALSE(is_out_of_memory(DataError("out of memory.mid: no notes")));
}

TEST(OutOfMemory, IsSaidInOneLineThatNamesTheLimit) {
    EXPECT_THAT(out_of_memory_text(), HasSubstr("out of memory"));
    EXPECT_EQ(out_of_memory_text().find('\n'), std::string::npos);
#ifndef AFFETTO_SANITIZED
    EXPECT_EXIT(
        {
            rlimit limit{};
            limit.rlim_cur = limit.rlim_max = 3'000'000ull << 10;
            setrlimit(RLIMIT_AS, &limit);
            const bool said = out_of_memory_text().find(
                                  "3000000 kB of address space that ulimit "
                                  "-v allows") != std::string::npos;
            const bool counted = address_space_left() && *address_space_left() < limit.rlim_cur;
            std::exit(said && counted ? 0 : 1);
        },
        ::testing::ExitedWithCode(0), "");
#endif
}

}  // namespace
}  // namespace affetto
