// What parsers take for texts that are made to be costly: at most 16 times their size and 64 MB,
// whether they read them or refuse them.

#include <gmock/gmock.h>

#include <cstring>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/safetensors.hpp"
#include "message_of.hpp"
#include "support/memory_cost.hpp"

namespace affetto {
namespace {

using test::memory_cost;
using test::message_of;
using ::testing::HasSubstr;

std::string repeated(const std::string& text, std::size_t times) {
    std::string result;
    result.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) result += text;
    return result;
}

std::uint64_t allowed(std::size_t size) { return 16 * std::uint64_t{size} + (64u << 20); }

/// Parses or refuses `text` within the bound.
void expect_bounded(const std::string& text, const std::function<void(const std::string&)>& parse) {
    const std::uint64_t cost = memory_cost([&] {
        try {
            parse(text);
        } catch (const Error&) {  // refused: within the bound as well
        }
    });
    EXPECT_LE(cost, allowed(text.size())) << text.size() << " bytes: " << text.substr(0, 40);
}

constexpr std::size_t kMany = 2'000'000;

TEST(ParseCost, OfJsonIsBoundedWhateverItsValuesAre) {
    const auto parse = [](const std::string& text) { (void)parse_json(text, "x"); };
    for (const char* value : {"1,", "[],", "{},", "\"\",", "null,", "{\"\":1},"})
        expect_bounded("[" + repeated(value, kMany) + "0]", parse);
    std::string keys = "{";
    for (int i = 0; i < 500'000; ++i) keys += "\"" + std::to_string(i) + "\":1,";
    expect_bounded(keys + "\"\":1}", parse);
    expect_bounded("\"" + repeated("x", 20'000'000) + "\"", parse);
}

TEST(ParseCost, OfJsonIsRefusedInWordsBeyondTheBound) {
    EXPECT_THAT(message_of<DataError>(
                    [] { (void)parse_json("[" + repeated("{},", kMany) + "0]", "x.json"); }),
                HasSubstr(" MB of memory, the limit for a text of 6000003 bytes"));
}

TEST(ParseCost, OfATableIsBoundedWhateverItsRowsAre) {
    const auto parse = [](const std::string& text) { (void)parse_csv(text, "x"); };
    const std::string wide = repeated("c,", 9'999) + "c\n";
    expect_bounded(wide + repeated("1\n", 25'000), parse);
    expect_bounded("a\n" + repeated("1\n", kMany), parse);
    expect_bounded("a,b,c\n" + repeated("1,,\n", kMany), parse);
    expect_bounded("a\n" + repeated(std::string(1'000, 'x') + "\n", 20'000), parse);
}

TEST(ParseCost, ShortRowsUnderAWideHeaderAreRefusedInWords) {
    const std::string wide = repeated("c,", 9'999) + "c\n";
    EXPECT_THAT(
        message_of<DataError>([&] { (void)parse_csv(wide + repeated("1\n", 25'000), "t.csv"); }),
        HasSubstr("it has 10000 columns, take out those that no row fills"));
    EXPECT_EQ(parse_csv(wide + repeated("1\n", 10), "t.csv").rows.at(9).at(9'999), "")
        << "a few are padded";
}

TEST(ParseCost, OfASafetensorsHeaderIsBounded) {
    const auto parse = [](const std::string& header) {
        Bytes file(8 + header.size());
        const std::uint64_t size = header.size();
        std::memcpy(file.data(), &size, 8);
        std::memcpy(file.data() + 8, header.data(), header.size());
        (void)parse_safetensors(std::move(file), "x");
    };
    std::string tensors = "{";
    for (int i = 0; i < 30'000; ++i)
        tensors += "\"" + std::to_string(i) +
                   "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},";
    tensors.back() = '}';
    EXPECT_NO_THROW(parse(tensors));
    expect_bounded(tensors, parse);
    expect_bounded("{\"a\":[" + repeated("0,", 6'000'000) + "0]}", parse);
    expect_bounded("{\"__metadata__\":{\"a\":\"" + repeated("x", 10'000'000) + "\"}}", parse);
}

TEST(ParseCost, OfManyTensorsFindingEachIsNotASearchThroughAll) {
    std::string header = "{";
    for (int i = 0; i < 50'000; ++i)
        header += "\"" + std::to_string(i) +
                  "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},";
    header.back() = '}';
    Bytes bytes(8 + header.size());
    const std::uint64_t size = header.size();
    std::memcpy(bytes.data(), &size, 8);
    std::memcpy(bytes.data() + 8, header.data(), header.size());
    const SafetensorsFile file = parse_safetensors(std::move(bytes), "x");
    for (int i = 0; i < 50'000; ++i) ASSERT_NE(file.find(std::to_string(i)), nullptr);
    EXPECT_EQ(file.find("x"), nullptr);
}

}  // namespace
}  // namespace affetto
