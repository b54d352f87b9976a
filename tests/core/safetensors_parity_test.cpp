#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>

#include "affetto/core/json.hpp"
#include "affetto/core/random.hpp"
#include "affetto/core/safetensors.hpp"
#include "support/temporary_folder.hpp"
#include "support/test_data.hpp"

// The same tensors and checksum as a reader in Python sees that shares no code with ours.

namespace affetto {
namespace {

std::string hex_of(std::span<const std::byte> bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const std::byte b : bytes) {
        text += kDigits[std::to_integer<int>(b) >> 4];
        text += kDigits[std::to_integer<int>(b) & 15];
    }
    return text;
}

TEST(SafetensorsParity, AReaderInPythonSeesTheSameTensors) {
    if (std::system("python3 -c 'import json' 2> /dev/null") != 0) GTEST_SKIP() << "needs python3";
    const test::TemporaryFolder folder;
    Random rng(1);
    std::vector<float> floats(6);
    for (float& x : floats) x = static_cast<float>(rng.normal());
    const std::vector<std::int64_t> wholes{-1, 1'000'000'000'000};
    const std::vector<std::uint8_t> bytes{0, 1, 255};
    const std::vector<TensorEntry> tensors{
        {"tiny", Dtype::u8, {3}, std::as_bytes(std::span(bytes))},
        {"weights", Dtype::f32, {2, 3}, std::as_bytes(std::span(floats))},
        {"näme \"quoted\"", Dtype::i64, {2, 1}, std::as_bytes(std::span(wholes))},
        {"void", Dtype::f16, {0, 5}, {}}};
    const std::map<std::string, std::string> metadata{{"config", "{\"beta\": 0.5}"}};
    write_safetensors(folder / "m.safetensors", tensors, metadata);

    const std::string script = display(test::source_folder("tests/core/read_safetensors.py"));
    const std::string command = "python3 '" + script + "' '" + display(folder / "m.safetensors") +
                                "' > '" + display(folder / "seen.json") + "'";
    ASSERT_EQ(std::system(command.c_str()), 0);
    const Json seen = read_json(folder / "seen.json");
    EXPECT_EQ(seen["checksum_matches"], true);
    EXPECT_EQ(seen["aligned"], true);
    EXPECT_EQ(seen["metadata"]["config"], metadata.at("config"));
    ASSERT_EQ(seen["tensors"].size(), tensors.size());
    for (const TensorEntry& t : tensors) {
        const Json& other = seen["tensors"][t.name];
        EXPECT_EQ(other["dtype"], name_of(t.dtype));
        EXPECT_EQ(other["shape"], t.shape);
        EXPECT_EQ(other["hex"], hex_of(t.bytes));
    }
}

}  // namespace
}  // namespace affetto
