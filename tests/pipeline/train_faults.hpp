#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "affetto/features/latents_folder.hpp"
#include "affetto/model/model_folder.hpp"
#include "affetto/pipeline/train.hpp"
#include "support/temporary_folder.hpp"
#include "training/tiny_notes.hpp"

namespace affetto::test {

/// Training in which calls of the file layer fail: it goes on or ends with a clear error, and what
/// it leaves can be resumed to the same bytes or says that there is nothing to resume.
class TrainFaults : public testing::Test {
protected:
    void SetUp() override {
        const LatentSet set = tiny_notes();
        std::filesystem::create_directory(folder_ / "latents");
        write_latents(folder_ / "latents", set);
        RunConfig config;
        config.model = tiny_model(set).model;
        config.training = tiny_training(kSteps);
        config.training.checkpoint_steps = 2;
        config.training.batch_size = 9;  // an epoch a step
        write_json(folder_ / "small.json", to_json(config));
        run("whole");
        whole_ = read_text(folder_ / "whole/model.safetensors");
    }
    void TearDown() override { set_file_fault({}); }

    void run(const std::string& name, bool resume = false) {
        TrainOptions o;
        o.latents = folder_ / "latents";
        o.out = folder_ / name;
        if (!resume) o.config = folder_ / "small.json";
        o.precision = "float32";
        o.resume = resume;
        o.report = false;  // its pictures would be most of the calls
        Progress silent;
        train(o, silent);
    }

    /// One run in which the calls that `fails` wants fail; true where it was asked for one.
    bool survives(const std::string& name, const std::function<bool(std::size_t call)>& fails) {
        bool met = false;
        std::size_t calls = 0;
        set_file_fault([&](std::string_view) {
            const bool fail = fails(calls++);
            met = met || fail;
            return fail;
        });
        bool ended = false;
        try {
            run(name);
            ended = true;
        } catch (const Error& fault) {
            EXPECT_THAT(fault.what(), testing::HasSubstr("no space left")) << name;
            EXPECT_THAT(fault.what(), testing::HasSubstr(name)) << name;
        }
        set_file_fault({});
        check_model(name, ended);
        try {
            run(name, true);
            check_model(name, true);
        } catch (const UsageError& fault) {
            EXPECT_THAT(fault.what(), testing::HasSubstr("nothing to resume")) << name;
            EXPECT_FALSE(ended) << name;
        }
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(folder_.path() / name, error_))
            EXPECT_THAT(entry.path().string(), testing::Not(testing::HasSubstr(".affetto-")))
                << name;
        std::filesystem::remove_all(folder_ / name);
        return met;
    }

    /// Calls 0, stride, 2 stride, ... fail, one in each run; with `and_all_after` so do all after
    /// it.
    void fail_at_each(std::size_t stride, bool and_all_after) {
        std::size_t at = 0;
        while (survives("run" + std::to_string(at), [&](std::size_t call) {
            return call == at || (and_all_after && call > at);
        }))
            at += stride;
        EXPECT_GT(at, 50u);  // so many calls there are
    }

private:
    /// A model that is there is the right one.
    void check_model(const std::string& name, bool must_be_there) {
        const Path file = folder_ / name / "model.safetensors";
        if (!std::filesystem::exists(file)) {
            EXPECT_FALSE(must_be_there) << name;
            EXPECT_THROW(read_model(folder_ / name), CheckpointError) << name;
            return;
        }
        EXPECT_EQ(read_text(file), whole_) << name;
        EXPECT_NO_THROW(read_model(folder_ / name)) << name;
    }

    static constexpr std::int64_t kSteps = 3;
    TemporaryFolder folder_;
    std::string whole_;
    std::error_code error_;
};

}  // namespace affetto::test
