#include "affetto/training/checkpoint_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "affetto/tensor/tensor_file.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CheckpointFiles : public testing::Test {
protected:
    void write(std::int64_t step) {
        write_tensor_file(checkpoint_path(folder_.path(), step), {{"x", at::ones({100})}}, {});
    }
    void cut(std::int64_t step) {
        std::filesystem::resize_file(checkpoint_path(folder_.path(), step), 200);
    }
    std::vector<std::int64_t> steps() const {
        std::vector<std::int64_t> found;
        for (int step = 0; step < 100; ++step)
            if (std::filesystem::exists(checkpoint_path(folder_.path(), step)))
                found.push_back(step);
        return found;
    }

    test::TemporaryFolder folder_;
    std::vector<std::string> warnings_;
    const Warn warn_ = [this](const std::string& what) { warnings_.push_back(what); };
};

TEST_F(CheckpointFiles, ThereIsNoneInAFolderThatIsEmptyOrMissing) {
    EXPECT_FALSE(newest_checkpoint(folder_.path(), warn_));
    EXPECT_FALSE(newest_checkpoint(folder_ / "missing", warn_));
    EXPECT_TRUE(warnings_.empty());
}

TEST_F(CheckpointFiles, ADamagedOneIsPassedOverAndNamed) {
    for (const int step : {5, 9, 10}) write(step);
    cut(10);
    EXPECT_EQ(newest_checkpoint(folder_.path(), warn_), checkpoint_path(folder_.path(), 9));
    ASSERT_EQ(warnings_.size(), 1u);
    EXPECT_THAT(warnings_[0], HasSubstr("step-10.safetensors"));
    EXPECT_THAT(warnings_[0], HasSubstr("step-9.safetensors"));
}

TEST_F(CheckpointFiles, ABitThatFlippedIsDamageToo) {
    write(5);
    write(10);
    std::string bytes = read_text(checkpoint_path(folder_.path(), 10));
    bytes[bytes.size() - 3] ^= 1;
    write_text(checkpoint_path(folder_.path(), 10), bytes);
    EXPECT_EQ(newest_checkpoint(folder_.path(), warn_), checkpoint_path(folder_.path(), 5));
}

TEST_F(CheckpointFiles, WhereNoneReadsWholeThereIsNothingToResume) {
    write(5);
    cut(5);
    try {
        newest_checkpoint(folder_.path());
        FAIL() << "expected an error";
    } catch (const CheckpointError& fault) {
        EXPECT_THAT(fault.what(), HasSubstr("step-5.safetensors"));
        EXPECT_THAT(fault.what(), HasSubstr("train anew"));
    }
}

TEST_F(CheckpointFiles, TheNewestTwoAreKeptAndNoneOfAFutureThatWasLeft) {
    for (const int step : {5, 10, 15, 20, 25}) write(step);
    keep_newest_checkpoints(folder_.path(), 15);
    EXPECT_THAT(steps(), ElementsAre(10, 15));
}

TEST_F(CheckpointFiles, AnotherFilesNameIsNotACheckpoint) {
    write_text(folder_ / "step-x.safetensors", "");
    write_text(folder_ / "step-7.txt", "");
    write_text(folder_ / ".step-8.safetensors.affetto-abc123", "");
    EXPECT_FALSE(newest_checkpoint(folder_.path()));
}

}  // namespace
}  // namespace affetto
