#include "affetto/core/own_files.hpp"

#include <gmock/gmock.h>

#include "affetto/core/folder_list.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::ElementsAre;

/// A folder with some files, each with its own name as content.
class Folders : public testing::Test {
protected:
    void put(std::initializer_list<const char*> names) {
        for (const char* name : names) write_text(folder / name, name);
    }
    void put(const char* name, const std::string& text) { write_text(folder / name, text); }
    std::string foreign() {
        const OwnFiles own = own_files(folder.path(), Compare::contents);
        return own.foreign ? own.foreign->generic_string() : "";
    }

    test::TemporaryFolder folder;
};

TEST_F(Folders, WithoutAnythingThatSaysOtherwiseAreNotAffettos) {
    put({"album/a.jpg", "thesis.doc"});
    const OwnFiles own = own_files(folder.path());
    EXPECT_FALSE(own.known);
    EXPECT_EQ(own.foreign, Path("album/a.jpg"));
    EXPECT_EQ(foreign_text(own), "holds album/a.jpg, which Affetto did not write");
}

TEST_F(Folders, AreAffettosAsFarAsTheirListGoes) {
    put({"a.mid", "plots/b.svg"});
    write_folder_list(folder.path());
    const OwnFiles own = own_files(folder.path(), Compare::contents);
    EXPECT_TRUE(own.known);
    EXPECT_FALSE(own.foreign);
    EXPECT_THAT(own.files, ElementsAre("SHA256SUMS", "a.mid", "plots/b.svg"));
    EXPECT_THAT(own.folders, ElementsAre("plots"));
    put({"plots/mine.svg"});
    EXPECT_EQ(foreign(), "plots/mine.svg");
}

TEST_F(Folders, WithAnEditedFileHoldWhatAffettoDidNotWrite) {
    put({"clips.csv"});
    write_folder_list(folder.path());
    put("clips.csv", "corrected by hand");
    EXPECT_FALSE(own_files(folder.path(), Compare::names).foreign);
    const OwnFiles own = own_files(folder.path(), Compare::contents);
    EXPECT_EQ(foreign_text(own), "holds clips.csv, which was changed since Affetto wrote it");
}

TEST_F(Folders, WithADamagedListAreKept) {
    put({"a.mid"});
    write_folder_list(folder.path());
    put("SHA256SUMS", read_text(folder / "SHA256SUMS") + "torn");
    EXPECT_EQ(foreign(), "SHA256SUMS");
}

TEST_F(Folders, WithLinksAndEmptyFoldersHoldWhatAffettoDidNotWrite) {
    put({"a.mid"});
    write_folder_list(folder.path());
    std::filesystem::create_directory(folder / "empty");
    EXPECT_EQ(foreign(), "empty");
    std::filesystem::remove(folder / "empty");
    std::filesystem::create_symlink("/etc/passwd", folder / "link");
    EXPECT_EQ(foreign(), "link");
    std::filesystem::remove(folder / "link");
    EXPECT_EQ(foreign(), "");
    std::filesystem::remove(folder / "a.mid");
    std::filesystem::create_symlink("/etc/passwd", folder / "a.mid");
    EXPECT_EQ(foreign(), "a.mid") << "a link of that name is not the file";
}

TEST_F(Folders, KeepTemporaryFilesOfKilledRunsAsTheirOwn) {
    put({"a.mid"});
    write_folder_list(folder.path());
    put({".a.mid.affetto-x0y1z2"});
    EXPECT_EQ(foreign(), "");
    put({".b.mid.affetto-x0y1z2"});
    EXPECT_EQ(foreign(), ".b.mid.affetto-x0y1z2");
}

// What earlier versions wrote has no list.

TEST_F(Folders, OfTrainingAreKnownByTheirNames) {
    put("config.json", R"({"what": "affetto model"})");
    put({"model.safetensors", "history.csv", "log.jsonl", "run.json", "report.html",
         "plots/loss.svg", "samples/epoch-12-Q1.mid", "checkpoints/step-100.safetensors",
         "tensorboard/events.out.tfevents.123.host.9"});
    std::filesystem::create_directory(folder / "empty");
    EXPECT_EQ(foreign(), "empty");
    std::filesystem::remove(folder / "empty");
    std::filesystem::remove(folder / "samples/epoch-12-Q1.mid");
    EXPECT_EQ(foreign(), "") << "samples/ may be empty";
    put({"samples/mine.mid"});
    EXPECT_EQ(foreign(), "samples/mine.mid");
}

TEST_F(Folders, OfClipsHoldWhatTheirTableNames) {
    put("manifest.json", R"({"what": "affetto clips"})");
    put("clips.csv", "id,path\na,clips/a.mid\n");
    put({"clips/a.mid", "plots/x.svg", "statistics.html"});
    EXPECT_EQ(foreign(), "");
    put({"clips/mine.mid"});
    EXPECT_EQ(foreign(), "clips/mine.mid");
}

TEST_F(Folders, OfLatentsHoldWhatTheirTableNames) {
    put("manifest.json", R"({"what": "affetto latents"})");
    put("metadata.csv", "id\na\n");
    put({"latents-0.safetensors", "a.npy", "a.codes.npy", "a.csv"});
    EXPECT_EQ(foreign(), "");
    put({"mine.csv"});
    EXPECT_EQ(foreign(), "mine.csv");
}

TEST_F(Folders, OfMusicHoldTheListedFilesAndTheirSidecars) {
    for (const char* what :
         {"affetto generated folder", "affetto rendered folder", "affetto coded sound folder"}) {
        put("manifest.json", std::string(R"({"what": ")") + what + R"(", "files": ["a.mid"]})");
        put({"a.mid", "a.json"});
        EXPECT_EQ(foreign(), "") << what;
    }
    put({"b.json"});
    EXPECT_EQ(foreign(), "b.json");
}

TEST_F(Folders, OfTheCorpusAreKnownByTheirReadme) {
    put("README.txt", "Etudes: the embedded corpus of Affetto 0.1, 1 piece");
    put("manifest.csv", "path\nmidi/a.mid\n");
    put({"midi/a.mid"});
    EXPECT_EQ(foreign(), "");
    put({"midi/b.mid"});
    EXPECT_EQ(foreign(), "midi/b.mid");
}

TEST_F(Folders, WithTheManifestOfAnotherProgramAreKept) {
    put("manifest.json", R"({"what": "photo album"})");
    EXPECT_EQ(foreign(), "manifest.json");
    put("manifest.json", "[");
    EXPECT_EQ(foreign(), "manifest.json");
}

TEST_F(Folders, LoseOnlyWhatIsTheirOwn) {
    put({"out/a.mid", "out/inner/b.mid"});
    const Path out = folder / "out";
    write_folder_list(out);
    const OwnFiles own = own_files(out);
    put({"out/inner/thesis.doc"});
    EXPECT_FALSE(remove_own_files(out, own));
    EXPECT_EQ(read_text(out / "inner/thesis.doc"), "out/inner/thesis.doc");
    EXPECT_FALSE(std::filesystem::exists(out / "a.mid"));
    std::filesystem::remove(out / "inner/thesis.doc");
    EXPECT_TRUE(remove_own_files(out, own));
    EXPECT_FALSE(std::filesystem::exists(out));
}

}  // namespace
}  // namespace affetto
