#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "affetto/core/error.hpp"
#include "affetto/data/dataset.hpp"
#include "support/temporary_folder.hpp"

namespace affetto::test {

/// A folder to write a small data set into. Music files may be empty here: listing opens none.
class ListingTest : public testing::Test {
protected:
    void write(const Path& path, std::string_view text) { write_text(folder_ / path, text); }
    /// An empty file, faster than write() where there are many.
    void touch(const Path& path) {
        std::filesystem::create_directories((folder_ / path).parent_path());
        std::ofstream(folder_ / path).close();
    }
    Path root() const { return folder_.path(); }

    /// Empties the folder, for another layout.
    void clear() {
        for (const auto& entry : std::filesystem::directory_iterator(root()))
            std::filesystem::remove_all(entry.path());
    }

    const ListedClip* find(const DatasetListing& listing, const std::string& id) const {
        for (const ListedClip& clip : listing.clips)
            if (clip.id == id) return &clip;
        return nullptr;
    }

    std::string reason(const DatasetListing& listing, const std::string& path) const {
        for (const SkippedFile& file : listing.skipped)
            if (file.path == path) return file.reason;
        return "(" + path + " is not among the skipped files)";
    }

    template <class Failure>
    std::string message_of(std::string_view dataset, const Path& path) const {
        try {
            list_dataset(dataset, path);
        } catch (const Failure& error) {
            return error.what();
        }
        return "(no such failure)";
    }

private:
    TemporaryFolder folder_;
};

}  // namespace affetto::test
