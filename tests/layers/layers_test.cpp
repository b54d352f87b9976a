#include <gtest/gtest.h>

#include <algorithm>

#include "layers/include_graph.hpp"
#include "support/test_data.hpp"

// Who may include whom: the table of docs/architecture.md, enforced on the include lines.

namespace affetto::test {
namespace {

using Folders = std::set<std::string>;

/// A folder may include itself and these.
const std::map<std::string, Folders>& may_include() {
    static const std::map<std::string, Folders> table = {
        {"core", {}},
        {"midi", {"core"}},
        {"audio", {"core"}},
        {"plots", {"core"}},
        {"analysis", {"core", "midi"}},
        {"listener", {"core", "midi", "analysis"}},
        {"corpus", {"core", "midi", "analysis"}},
        {"data", {"core", "midi", "audio"}},
        {"rendering", {"core", "midi", "audio"}},
        {"tensor", {"core"}},
        {"distributed", {"core", "tensor"}},
        {"codec", {"core", "tensor"}},
        {"features", {"core", "midi", "analysis", "tensor", "codec"}},
        {"model", {"core", "tensor", "features"}},
        {"training", {"core", "tensor", "distributed", "features", "codec", "model"}},
        {"generation", {"core", "midi", "tensor", "features", "model"}},
        {"evaluation", {"core", "midi", "analysis", "listener", "plots", "tensor", "features"}},
        {"pipeline",
         {"core", "midi", "audio", "plots", "analysis", "listener", "corpus", "data", "rendering",
          "tensor", "distributed", "features", "codec", "model", "training", "generation",
          "evaluation"}},
    };
    return table;
}

/// Folders whose files may include libtorch.
const Folders kTorchFolders = {"tensor",   "distributed", "features",   "codec",   "model",
                               "training", "generation",  "evaluation", "pipeline"};

/// A package that one folder alone knows.
const std::map<std::string, std::string>& private_packages() {
    static const std::map<std::string, std::string> table = {
        {"sndfile.h", "audio"}, {"mpg123.h", "audio"},         {"soxr.h", "audio"},
        {"ebur128.h", "audio"}, {"fluidsynth.h", "rendering"}, {"png.h", "plots"},
        {"openssl/", "core"},   {"nlohmann/", "core"},         {"curl/", "codec"},
    };
    return table;
}

bool is_torch(const std::string& include) {
    for (const char* prefix : {"torch/", "ATen/", "c10/", "caffe2/"})
        if (include.rfind(prefix, 0) == 0) return true;
    return false;
}

const SourceFiles& sources() {
    static const SourceFiles files = read_sources(source_folder("src/affetto"));
    return files;
}

TEST(Layers, EveryFolderHasARowInTheTable) {
    EXPECT_GT(sources().size(), 100u);
    for (const auto& [name, file] : sources())
        EXPECT_TRUE(may_include().count(file.folder)) << name << ": its folder is in no row";
}

TEST(Layers, NoFolderIncludesWhatItMayNot) {
    for (const auto& [name, file] : sources()) {
        const auto row = may_include().find(file.folder);
        if (row == may_include().end()) continue;
        for (const std::string& include : file.ours) {
            const std::string folder = include.substr(0, include.find('/'));
            EXPECT_TRUE(folder == file.folder || row->second.count(folder))
                << name << " includes " << include << ": " << file.folder << " may not include "
                << folder;
        }
    }
}

TEST(Layers, EveryIncludeOfOursExists) {
    for (const auto& [name, file] : sources())
        for (const std::string& include : file.ours)
            EXPECT_TRUE(sources().count(include)) << name << " includes " << include;
}

TEST(Layers, TheTableHasNoCycle) {
    for (const auto& [folder, row] : may_include()) {
        std::vector<std::string> open(row.begin(), row.end());
        Folders seen;
        while (!open.empty()) {
            const std::string next = open.back();
            open.pop_back();
            ASSERT_TRUE(may_include().count(next)) << folder << " names an unknown folder " << next;
            if (!seen.insert(next).second) continue;
            const Folders& further = may_include().at(next);
            open.insert(open.end(), further.begin(), further.end());
        }
        EXPECT_FALSE(seen.count(folder)) << folder << " may include itself by way of others";
    }
}

TEST(Layers, OnlyTorchFoldersIncludeTorch) {
    for (const auto& [name, file] : sources())
        for (const std::string& include : file.packages)
            EXPECT_FALSE(is_torch(include) && !kTorchFolders.count(file.folder))
                << name << " includes <" << include << ">";
}

TEST(Layers, PackagesStayInTheFolderThatWrapsThem) {
    for (const auto& [name, file] : sources())
        for (const std::string& include : file.packages)
            for (const auto& [package, folder] : private_packages())
                EXPECT_TRUE(include.rfind(package, 0) != 0 || file.folder == folder)
                    << name << " includes <" << include << ">, which belongs to " << folder;
}

TEST(Layers, TheStagesHeadersNeedNoTorch) {
    for (const char* stage :
         {"corpus", "preprocess", "latents", "train", "generate", "render", "evaluate", "demo",
          "inspect", "find_model", "find_codec", "code_sound", "train_codec"}) {
        const std::string header = std::string("pipeline/") + stage + ".hpp";
        ASSERT_TRUE(sources().count(header)) << header;
        for (const std::string& name : closure_of(sources(), header))
            for (const std::string& include : sources().at(name).packages)
                EXPECT_FALSE(is_torch(include))
                    << header << " reaches <" << include << "> by way of " << name;
    }
}

TEST(Layers, IncludeLinesAreReadAsTheCompilerReadsThem) {
    const SourceFile file = read_includes("midi/x.cpp",
                                          "#include \"affetto/core/file.hpp\"\n"
                                          "  #  include <torch/types.h>  // why\n"
                                          "// #include <png.h>\n"
                                          "#include <vector>\n");
    EXPECT_EQ(file.folder, "midi");
    EXPECT_EQ(file.ours, (std::vector<std::string>{"core/file.hpp"}));
    EXPECT_EQ(file.packages, (std::vector<std::string>{"torch/types.h", "vector"}));
}

}  // namespace
}  // namespace affetto::test
