#include "affetto/codec/stored_zip.hpp"

#include <gmock/gmock.h>

#include "affetto/codec/crc32.hpp"
#include "affetto/core/error.hpp"
#include "core/message_of.hpp"
#include "torch_files.hpp"

namespace affetto {
namespace {

using test::message_of;
using test::to_bytes;
using test::zip_image;
using test::ZipImage;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string reason(const ZipImage& image) {
    return message_of<CheckpointError>(
        [&] { (void)parse_stored_zip(to_bytes(image.text), "w.th"); });
}

ZipImage two() { return zip_image({{"a/one", "first"}, {"a/two", ""}}); }

TEST(Crc32, IsThatOfZip) {
    EXPECT_EQ(crc32({}), 0u);
    EXPECT_EQ(crc32(to_bytes("123456789")), 0xcbf43926u);
    EXPECT_EQ(crc32(to_bytes("The quick brown fox jumps over the lazy dog")), 0x414fa339u);
}

TEST(StoredZip, GivesTheEntriesInTheOrderOfTheirData) {
    const Bytes archive = to_bytes(two().text);
    const std::vector<ZipEntry> entries = parse_stored_zip(archive, "w.th");
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0].name, "a/one");
    EXPECT_EQ(Bytes(entries[0].bytes.begin(), entries[0].bytes.end()), to_bytes("first"));
    EXPECT_EQ(entries[1].name, "a/two");
    EXPECT_TRUE(entries[1].bytes.empty());
}

TEST(StoredZip, NeedsNoWideEndRecord) {
    ZipImage image = two();
    image.text.erase(image.wide_end, image.end - image.wide_end);
    EXPECT_EQ(reason(image), "");
}

TEST(StoredZip, CutAnywhereIsRefused) {
    const ZipImage image = two();
    for (std::size_t size = 0; size < image.text.size(); ++size) {
        ZipImage cut = image;
        cut.text.resize(size);
        EXPECT_EQ(reason(cut),
                  "w.th: not a valid zip archive: it does not end with a directory; is it cut "
                  "short?");
    }
    ZipImage longer = image;
    longer.text += "x";
    EXPECT_THAT(reason(longer), HasSubstr("does not end with a directory"));
}

TEST(StoredZip, OddNamesAreRefused) {
    const auto named = [](const std::string& name) { return reason(zip_image({{name, "x"}})); };
    EXPECT_THAT(named("../x"), AllOf(StartsWith("w.th: not a valid zip archive: entry '../x'"),
                                     HasSubstr("leads out of the archive")));
    EXPECT_THAT(named("a/../../x"), HasSubstr("leads out"));
    EXPECT_THAT(named("a/./x"), HasSubstr("leads out"));
    EXPECT_THAT(named("/etc/passwd"), HasSubstr("is absolute or names a folder"));
    EXPECT_THAT(named("a/"), HasSubstr("is absolute or names a folder"));
    EXPECT_THAT(named("a//b"), HasSubstr("is absolute or names a folder"));
    EXPECT_THAT(named("C:x"), HasSubstr("a backslash or a colon"));
    EXPECT_THAT(named("a\\x"), HasSubstr("a backslash or a colon"));
    EXPECT_THAT(named(""), HasSubstr("is empty"));
    EXPECT_THAT(named(std::string("a\0b", 3)),
                AllOf(HasSubstr("'a\\x00b'"), HasSubstr("plain text")));
    EXPECT_THAT(named("a\nb"), HasSubstr("'a\\nb'"));
    EXPECT_THAT(named("\xff"), HasSubstr("is not plain text"));
    EXPECT_EQ(named("gewichte/wärme"), "");
}

TEST(StoredZip, NamesThatStandTwiceAreRefused) {
    EXPECT_THAT(reason(zip_image({{"a", "x"}, {"b", ""}, {"a", "x"}})),
                HasSubstr("two entries are named 'a'"));
}

TEST(StoredZip, CompressionAndEncryptionAreRefused) {
    ZipImage image = two();
    EXPECT_THAT(reason(image.put(image.directory[0] + 10, 8, 2)),
                HasSubstr("entry 'a/one' is compressed"));
    image = two();
    EXPECT_THAT(reason(image.put(image.directory[0] + 8, 0x0809, 2)),
                HasSubstr("entry 'a/one' is encrypted"));
    image = two();
    EXPECT_THAT(reason(image.put(image.directory[0] + 8, 0x0828, 2)),
                HasSubstr("uses features that weights do not need"));
}

TEST(StoredZip, AChangedByteOfDataIsNoticed) {
    ZipImage image = two();
    image.text[image.text.find("first")] = 'F';
    EXPECT_THAT(reason(image), HasSubstr("entry 'a/one' is damaged: its CRC-32 does not match"));
}

TEST(StoredZip, EntriesThatOverlapAreRefused) {
    ZipImage image = two();
    EXPECT_THAT(reason(image.put(image.directory[1] + 42, 0, 4)), HasSubstr("overlaps"));
    // A first entry whose data would contain the second one.
    image = zip_image({{"a", "xxxx"}, {"b", "yyyy"}});
    image.put(image.directory[0] + 20, 60, 4).put(image.directory[0] + 24, 60, 4);
    const Bytes bytes = to_bytes(image.text);
    const auto data = std::span(bytes).subspan(image.text.find("xxxx"), 60);
    EXPECT_THAT(reason(image.put(image.directory[0] + 16, crc32(data), 4)),
                HasSubstr("entry 'b' overlaps the one before it"));
}

TEST(StoredZip, SizesAndPlacesBeyondTheFileAreRefused) {
    ZipImage image = two();
    image.put(image.directory[0] + 20, 4'000'000'000, 4);
    EXPECT_THAT(reason(image), HasSubstr("has two different sizes"));
    EXPECT_THAT(reason(image.put(image.directory[0] + 24, 4'000'000'000, 4)),
                HasSubstr("entry 'a/one' reaches into the directory"));
    image = two();
    EXPECT_THAT(reason(image.put(image.directory[0] + 24, 0xffffffff, 4)),
                HasSubstr("lies beyond 4 GB"));
    image = two();
    EXPECT_THAT(reason(image.put(image.directory[1] + 42, 4'000'000'000, 4)),
                HasSubstr("entry 'a/two' is not where the directory says"));
    image = two();
    EXPECT_THAT(reason(image.put(image.directory[1] + 42, image.headers[1] + 1, 4)),
                HasSubstr("is not where the directory says"));
    image = two();
    EXPECT_THAT(reason(image.put(image.headers[1] + 26, 60'000, 2)),
                HasSubstr("reaches into the directory"));
}

TEST(StoredZip, HeadersThatContradictTheDirectoryAreRefused) {
    for (const auto& [offset, value] :
         {std::pair<std::size_t, std::uint64_t>{6, 0x0800}, {8, 8}, {14, 7}, {18, 7}, {22, 7}}) {
        ZipImage image = two();
        image.put(image.headers[0] + offset, value, 2);
        EXPECT_THAT(reason(image), HasSubstr("contradicts the directory")) << offset;
    }
    ZipImage image = two();
    image.text[image.headers[0] + 30] = 'b';
    EXPECT_THAT(reason(image), HasSubstr("contradicts the directory"));
}

TEST(StoredZip, ADirectoryThatLiesAboutItselfIsRefused) {
    ZipImage image = two();
    EXPECT_THAT(reason(image.put(image.end + 10, 3, 2)), HasSubstr("contradict each other"));
    image = two();
    EXPECT_THAT(reason(image.put(image.end + 4, 1, 2)), HasSubstr("several disks"));
    image = two();
    EXPECT_THAT(reason(image.put(image.end + 20, 1, 2)), HasSubstr("carries a comment"));
    image = two();
    EXPECT_THAT(reason(image.put(image.locator + 8, 0, 8)), HasSubstr("not where it should be"));
    image = two();
    image.put(image.end + 16, 0xffffffff, 4).put(image.wide_end + 48, ~0ull, 8);
    EXPECT_THAT(reason(image), HasSubstr("its directory is not where it should be"));
    image = two();
    image.put(image.end + 8, 0xffff, 2).put(image.end + 10, 0xffff, 2);
    EXPECT_THAT(reason(image.put(image.wide_end + 32, 1ull << 60, 8)),
                HasSubstr("claims 1152921504606846976 entries"));
    image = two();
    image.put(image.end + 8, 1, 2).put(image.end + 10, 1, 2);
    EXPECT_THAT(reason(image.put(image.wide_end + 32, 1, 8)),
                HasSubstr("holds more than its entries"));
    image = two();
    EXPECT_THAT(reason(image.put(image.directory[1], 0, 4)), HasSubstr("ends at entry 1"));
    image = two();
    EXPECT_THAT(reason(image.put(image.directory[1] + 30, 500, 2)), HasSubstr("ends at entry 1"));
}

TEST(StoredZip, AtMostSoManyEntriesAreRead) {
    const Bytes archive = to_bytes(two().text);
    EXPECT_THAT(message_of<CheckpointError>(
                    [&] { (void)parse_stored_zip(archive, "w.th", {.max_entries = 1}); }),
                HasSubstr("claims 2 entries"));
}

}  // namespace
}  // namespace affetto
