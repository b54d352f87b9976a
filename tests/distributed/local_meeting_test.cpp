#include "affetto/distributed/local_meeting.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>
#include <vector>

#include "affetto/distributed/lost_rank.hpp"

namespace affetto {
namespace {

using std::chrono::milliseconds;
using testing::Each;
using testing::HasSubstr;

Place place_of(int rank, int size, int port) {
    Place place;
    place.rank = rank;
    place.size = size;
    place.port = port;
    place.launcher = "torchrun";
    return place;
}

int port_of_test() { return 1 + getpid() % 60'000; }

TEST(MemoryFile, IsOpenedByItsPathLikeAnyOther) {
    const MemoryFile file;
    std::ofstream(file.path()) << "met";
    std::string word;
    std::ifstream(file.path()) >> word;
    EXPECT_EQ(word, "met");
}

TEST(LocalMeeting, HandsOneFileToEveryRankInAnyOrder) {
    constexpr int kSize = 4;
    std::vector<ino_t> files(kSize);
    std::vector<std::thread> threads;
    for (int r = kSize - 1; r >= 0; --r)
        threads.emplace_back([&, r] {
            std::this_thread::sleep_for(milliseconds(r == 0 ? 100 : 0));
            const MemoryFile file =
                meet_on_this_machine(place_of(r, kSize, port_of_test()), milliseconds(20'000));
            struct stat status {};
            fstat(file.descriptor(), &status);
            files[static_cast<std::size_t>(r)] = status.st_ino;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_NE(files[0], 0u);
    EXPECT_THAT(files, Each(files[0]));
}

TEST(LocalMeeting, NamesWhoDidNotCome) {
    try {
        meet_on_this_machine(place_of(0, 3, port_of_test()), milliseconds(100));
        FAIL() << "expected an error";
    } catch (const LostRank& fault) {
        EXPECT_THAT(fault.what(), HasSubstr("ranks 1 and 2 of 3 (torchrun) did not come"));
    }
    try {
        meet_on_this_machine(place_of(2, 3, port_of_test()), milliseconds(100));
        FAIL() << "expected an error";
    } catch (const LostRank& fault) {
        EXPECT_THAT(fault.what(), HasSubstr("rank 2 cannot reach rank 0 on this machine"));
    }
}

TEST(LocalMeeting, RefusesAPortThatAnotherRunMeetsAt) {
    const int port = port_of_test();
    std::thread other([&] {
        EXPECT_THROW(meet_on_this_machine(place_of(0, 2, port), milliseconds(600)), LostRank);
    });
    std::this_thread::sleep_for(milliseconds(200));
    try {
        meet_on_this_machine(place_of(0, 2, port), milliseconds(100));
        FAIL() << "expected an error";
    } catch (const LostRank& fault) {
        EXPECT_THAT(fault.what(), HasSubstr("set MASTER_PORT to a free one"));
    }
    other.join();
}

}  // namespace
}  // namespace affetto
