#include "affetto/core/leftovers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fault_at.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

TEST(Leftovers, OnlyTheFileLayersTemporaryFilesGo) {
    const test::TemporaryFolder folder;
    const std::vector<std::string> kept = {".hidden",
                                           ".x.affetto-abc12",
                                           ".x.affetto-abc12X",
                                           ".x.affetto-abc1234",
                                           "step-5.safetensors",
                                           "x.affetto-abc123"};
    for (const std::string& name : kept) write_text(folder / name, "");
    std::filesystem::create_directory(folder / ".folder.affetto-abc123");
    for (const char* name : {".step-9.safetensors.affetto-a1b2c3", ".x.affetto-000000"})
        write_text(folder / name, "");
    remove_leftovers(folder.path());
    std::vector<std::string> wanted = kept;
    wanted.push_back(".folder.affetto-abc123");
    EXPECT_THAT(test::names_in(folder.path()), testing::UnorderedElementsAreArray(wanted));
}

TEST(Leftovers, AMissingFolderHasNone) { EXPECT_NO_THROW(remove_leftovers("no/such/folder")); }

}  // namespace
}  // namespace affetto
