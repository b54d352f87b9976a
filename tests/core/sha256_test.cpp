#include "affetto/core/sha256.hpp"

#include <gtest/gtest.h>

#include "affetto/core/error.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

std::string sum(std::string_view text) {
    return sha256_hex(std::as_bytes(std::span(text.data(), text.size())));
}

// The examples of FIPS 180-2, appendix B.
TEST(Sha256, MatchesTheStandardsExamples) {
    EXPECT_EQ(sum("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sum("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sum(std::string(1'000'000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, OfAFileIsThatOfItsBytes) {
    const test::TemporaryFolder folder;
    const std::string text(300'000, 'b');
    write_text(folder / "a", text);
    EXPECT_EQ(sha256_of_file(folder / "a"), sum(text));
    EXPECT_THROW((void)sha256_of_file(folder / "missing"), DataError);
}

TEST(Sha256, OfPiecesIsThatOfTheWhole) {
    Sha256 digest;
    for (const std::string_view piece : {"a", "", "bc"})
        digest.add(std::as_bytes(std::span(piece.data(), piece.size())));
    EXPECT_EQ(digest.hex(), sum("abc"));
}

}  // namespace
}  // namespace affetto
