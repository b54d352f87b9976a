#include "affetto/pipeline/find_codec.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "affetto/codec/codec_download.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "affetto/pipeline/find_model.hpp"
#include "affetto/pipeline/shipped_folders.hpp"
#include "codec/small_codec.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class FindCodec : public testing::Test {
protected:
    void SetUp() override { setenv("XDG_CACHE_HOME", (folder / "cache").c_str(), 1); }
    void TearDown() override { unsetenv("XDG_CACHE_HOME"); }

    /// A folder with a configuration; nobody looks at the weights yet.
    Path make_folder(const std::string& name, Json config) const {
        write_json(folder / name / "config.json", config);
        write_text(folder / name / "model.safetensors", "weights");
        return folder / name;
    }

    std::string message_of(const CodecChoice& choice) const {
        try {
            (void)find_codec(choice);
        } catch (const Error& fault) {
            return fault.what();
        }
        return "(no failure)";
    }

    test::TemporaryFolder folder;
};

TEST_F(FindCodec, AFolderHasItsOwnName) {
    const Path mine = make_folder("mine", codec_config_json(test::small_config()));
    for (const Path& path : {mine, mine / "", mine / "../mine/."}) {
        const CodecFiles found = find_codec({path.string(), ""});
        EXPECT_EQ(found.name, "mine");
        EXPECT_EQ(found.config, test::small_config());
        EXPECT_EQ(found.weights.filename(), "model.safetensors");
    }
}

TEST_F(FindCodec, AWeightsFilesNameSaysItsPreset) {
    write_text(folder / "encodec_48khz-7e698e3e.th", "weights");
    const CodecFiles found = find_codec({(folder / "encodec_48khz-7e698e3e.th").string(), ""});
    EXPECT_EQ(found.name, "encodec_48khz");
    EXPECT_EQ(found.config, codec_preset("encodec_48khz"));
    EXPECT_TRUE(found.folder.empty());
}

TEST_F(FindCodec, AnotherWeightsFileNeedsItsConfiguration) {
    write_text(folder / "my weights.th", "weights");
    const std::string file = (folder / "my weights.th").string();
    EXPECT_THAT(message_of({file, ""}), HasSubstr("--config"));
    EXPECT_EQ(find_codec({file, "encodec_24khz"}).config, codec_preset("encodec_24khz"));
    EXPECT_EQ(find_codec({file, "encodec_24khz"}).name, "my weights");
    write_json(folder / "c.json", codec_config_json(test::small_config()));
    EXPECT_EQ(find_codec({file, (folder / "c.json").string()}).config, test::small_config());
    EXPECT_THAT(message_of({file, "encodec_24kh"}), HasSubstr("encodec_24khz"));
    EXPECT_THAT(message_of({make_folder("mine", codec_config_json(test::small_config())).string(),
                            "encodec_24khz"}),
                HasSubstr("--config goes with a weights file"));
}

TEST_F(FindCodec, ADownloadedOneIsFoundByName) {
    EXPECT_THAT(message_of({"encodec_24khz", ""}),
                HasSubstr("affetto codec download encodec_24khz"));
    const PretrainedCodec& codec = find_pretrained_codec("encodec_24khz");
    write_text(codec_cache_folder() / codec.file, "weights");
    const CodecFiles found = find_codec({"encodec_24khz", ""});
    EXPECT_EQ(found.name, "encodec_24khz");
    EXPECT_EQ(found.weights, codec_cache_folder() / codec.file);
    bool listed = false;
    for (const KnownCodec& known : known_codecs())
        listed |= known.name == "encodec_24khz" && known.place == KnownCodec::Place::downloaded &&
                  known.bytes == 7u;
    EXPECT_TRUE(listed);
}

TEST_F(FindCodec, AnUnknownNameGetsTheNearest) {
    EXPECT_THAT(message_of({"encodec_24kh", ""}), HasSubstr("did you mean 'encodec_24khz'?"));
    EXPECT_THAT(message_of({"/no/such/folder", ""}), HasSubstr("encodec_48khz (can be downloaded"));
}

TEST_F(FindCodec, TheFirstThatShipsIsTheDefault) {
    const auto shipped = shipped_folders(WeightsFolder::codec);
    if (shipped.empty())
        EXPECT_THAT(message_of({}), AllOf(HasSubstr("no codec ships"), HasSubstr("codec train"),
                                          HasSubstr("codec download")));
    else
        EXPECT_EQ(find_codec({}).name, shipped.front().name);
}

TEST_F(FindCodec, ModelsAndCodecsAreToldApart) {
    const Path model = make_folder("model", {{"what", "affetto model"}});
    const Path codec = make_folder("codec", {{"what", "affetto codec"}});
    const Path foreign = make_folder("foreign", codec_config_json(test::small_config()));
    EXPECT_EQ(kind_of_folder(model), WeightsFolder::model);
    EXPECT_EQ(kind_of_folder(codec), WeightsFolder::codec);
    EXPECT_EQ(kind_of_folder(foreign), WeightsFolder::codec);
    EXPECT_EQ(kind_of_folder(folder.path()), WeightsFolder::none);
    EXPECT_THAT(message_of({model.string(), ""}), HasSubstr("--model"));
    EXPECT_EQ(find_model(model.string()), model);
    EXPECT_THROW((void)find_model(codec.string()), UsageError);
    for (const std::string& name : shipped_models())
        for (const ShippedFolder& other : shipped_folders(WeightsFolder::codec))
            EXPECT_NE(name, other.name);
}

TEST_F(FindCodec, ABrokenConfigurationIsNamed) {
    const Path broken = make_folder("broken", {{"what", "affetto codec"}, {"channels", 3}});
    EXPECT_THROW((void)find_codec({broken.string(), ""}), CheckpointError);
    EXPECT_THAT(message_of({broken.string(), ""}), HasSubstr("config.json"));
    EXPECT_THAT(message_of({folder.path().string(), ""}), HasSubstr("no codec in the folder"));
}

}  // namespace
}  // namespace affetto
