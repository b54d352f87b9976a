#include "affetto/distributed/ranks.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "affetto/core/error.hpp"
#include "affetto/distributed/lost_rank.hpp"
#include "affetto/distributed/rank_group.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;
using Work = std::function<void(Ranks&)>;

constexpr std::chrono::seconds kTimeout{20};

/// Runs `work` on every one of `size` ranks, each a thread, and returns what each threw.
std::vector<std::string> on_ranks(int size, const Work& work) {
    const test::TemporaryFolder folder;
    std::vector<std::string> faults(static_cast<std::size_t>(size));
    std::vector<std::thread> threads;
    for (int r = 0; r < size; ++r)
        threads.emplace_back([&, r] {
            try {
                Place place;
                place.rank = r;
                place.size = size;
                place.file = folder / "meeting";
                const auto ranks = join_ranks(place, kTimeout);
                work(*ranks);
                ranks->leave();
            } catch (const std::exception& fault) {
                faults[static_cast<std::size_t>(r)] = fault.what();
            }
        });
    for (std::thread& thread : threads) thread.join();
    return faults;
}

TEST(Ranks, OneAloneChangesNothing) {
    Ranks alone;
    at::Tensor x = at::tensor({1.0f, 2.0f});
    alone.average(x);
    EXPECT_TRUE(at::equal(x, at::tensor({1.0f, 2.0f})));
    double values[] = {3};
    alone.sum(values);
    EXPECT_EQ(values[0], 3);
    EXPECT_NO_THROW(alone.require_same("anything", 1, ""));
    EXPECT_TRUE(alone.first());
}

TEST(Ranks, SumAndAverageAreTheSameBitsEverywhere) {
    std::vector<at::Tensor> means(4);
    const auto faults = on_ranks(4, [&](Ranks& ranks) {
        at::Tensor x = at::arange(1000, at::kFloat).mul_(0.1 * (ranks.rank() + 1));
        ranks.average(x);
        means[static_cast<std::size_t>(ranks.rank())] = x;
        double values[] = {1.5 * ranks.rank()};
        ranks.sum(values);
        EXPECT_DOUBLE_EQ(values[0], 9);
    });
    EXPECT_THAT(faults, testing::Each(""));
    for (const at::Tensor& mean : means) EXPECT_TRUE(at::equal(mean, means[0]));
    EXPECT_TRUE(at::allclose(means[0], at::arange(1000, at::kFloat) * 0.25));
}

TEST(Ranks, NameTheOneThatDiffers) {
    const auto faults = on_ranks(3, [](Ranks& ranks) {
        ranks.require_same("the version", 7, "");
        ranks.require_same("the latents", ranks.rank() == 2 ? 8 : 7, "take the same folder");
    });
    for (const std::string& fault : faults) {
        EXPECT_THAT(fault, HasSubstr("the latents of rank 2 differs from that of rank 0"));
        EXPECT_THAT(fault, HasSubstr("take the same folder"));
    }
}

TEST(Ranks, OneThatDoesNotComeIsNamedWithinTheTimeout) {
    const test::TemporaryFolder folder;
    Place place;
    place.rank = 1;
    place.size = 3;
    place.file = folder / "meeting";
    place.launcher = "--ranks";
    try {
        join_ranks(place, std::chrono::milliseconds(200));
        FAIL() << "expected an error";
    } catch (const LostRank& fault) {
        EXPECT_THAT(fault.what(), HasSubstr("ranks 0 and 2 of 3"));
    }
}

TEST(Ranks, TheOthersEndWhereOneLeavesTooEarly) {
    const auto faults = on_ranks(2, [](Ranks& ranks) {
        if (ranks.rank() == 1) throw Error("my own fault");
        at::Tensor x = at::ones({10});
        ranks.average(x);
    });
    EXPECT_THAT(faults[0], HasSubstr("another rank of this run ended"));
    EXPECT_EQ(faults[1], "my own fault");
}

TEST(Digest, TellsTextsAndSingleBitsApart) {
    EXPECT_EQ(digest_of("a"), digest_of("a"));
    EXPECT_NE(digest_of("a"), digest_of("b"));
    at::Tensor x = at::ones({1000});
    const std::int64_t before = digest_of(x);
    x[500] = 1.0000001f;
    EXPECT_NE(digest_of(x), before);
}

TEST(ListOfRanks, ReadsAsASentence) {
    EXPECT_EQ(list_of_ranks({2}), "rank 2");
    EXPECT_EQ(list_of_ranks({1, 2}), "ranks 1 and 2");
    EXPECT_EQ(list_of_ranks({0, 1, 5}), "ranks 0, 1 and 5");
}

}  // namespace
}  // namespace affetto
