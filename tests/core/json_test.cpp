#include "affetto/core/json.hpp"

#include <gmock/gmock.h>

#include <clocale>
#include <cmath>

#include "affetto/core/error.hpp"
#include "affetto/core/random.hpp"
#include "message_of.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::message_of;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string reason(std::string_view text, const JsonLimits& limits = {}) {
    return message_of<DataError>([&] { (void)parse_json(text, "x.json", limits); });
}

TEST(Json, KeepsKeysInTheOrderTheyWereWritten) {
    const Json json = parse_json(R"({"z": 1, "a": [true, null, -2, 1.5, "t"], "m": {}})", "x");
    EXPECT_EQ(json.dump(), R"({"z":1,"a":[true,null,-2,1.5,"t"],"m":{}})");
    EXPECT_EQ(json["z"], 1);
}

TEST(Json, RefusesDuplicateKeysAtTheirPlace) {
    EXPECT_EQ(reason("{\"a\": 1,\n  \"b\": 2, \"a\": 3}"),
              "x.json: line 2, column 11: the key 'a' stands twice in one object");
    EXPECT_EQ(reason(R"({"q\"": 1, "q\"": 2})"),
              "x.json: line 1, column 12: the key 'q\"' stands twice in one object");
    EXPECT_THAT(reason(R"([{"a": {"b": 1, "b": 1}}])"), HasSubstr("the key 'b' stands twice"));
    EXPECT_THAT(reason(R"({"\\":1,"\\":2})"), HasSubstr("column 9: the key '\\' stands twice"));
    EXPECT_THAT(reason("{\"\xC3\xA9\": 1, \"\\u00e9\": 2}"), HasSubstr("column 10: the key"));
    EXPECT_EQ(reason(R"({"a": {"b": 1}, "b": {"a": 1}})"), "");
}

TEST(Json, RefusesWhatTheStandardDoesNotKnow) {
    for (const char* bad :
         {"",      " ",           "nan",   "NaN",  "Infinity", "[1,]",     "{\"a\":}",
          "{a:1}", "// x\n1",     "1 2",   "{} x", "'a'",      "\"\x01\"", "\"\xff\"",
          "01",    "\"\\ud800\"", "1e999", "[",    "{\"a\"",   "\"abc"})
        EXPECT_THAT(reason(bad), HasSubstr("not valid JSON")) << bad;
}

TEST(Json, SaysLineAndColumnInCharacters) {
    EXPECT_THAT(reason("{\n  \"grün\": x}"),
                StartsWith("x.json: line 2, column 11: not valid JSON"));
    EXPECT_THAT(reason("[1,\n2"), StartsWith("x.json: line 2, column 2: not valid JSON"));
}

TEST(Json, RefusesDeepNestingBeforeAnythingRecurses) {
    EXPECT_EQ(reason(std::string(64, '[') + std::string(64, ']')), "");
    EXPECT_EQ(reason(std::string(65, '[') + std::string(65, ']')),
              "x.json: line 1, column 65: nested deeper than 64 levels");
    EXPECT_THAT(reason(std::string(5'000'000, '[')), HasSubstr("nested deeper than 64 levels"));
    EXPECT_THAT(reason("[{\"a\":[", {.max_depth = 2}), HasSubstr("column 7: nested deeper"));
}

TEST(Json, RefusesTextsThatAreTooLong) {
    EXPECT_THAT(reason("[1, 2]", {.max_bytes = 5}), HasSubstr("larger than 5 bytes"));
}

TEST(Json, ReadsAnObjectOfManyKeysInLinearTime) {
    std::string text = "{";
    for (int i = 0; i < 200'000; ++i)
        text += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":" + std::to_string(i);
    EXPECT_EQ(parse_json(text + "}", "x").size(), 200'000u);
}

Json random_json(Random& rng, int depth) {
    switch (rng.integer(0, depth > 0 ? 7 : 5)) {
        case 0:
            return nullptr;
        case 1:
            return rng.chance(0.5);
        case 2:
            return static_cast<std::int64_t>(rng.next());
        case 3:
            return rng.next();
        case 4:
            return rng.normal() * std::pow(10.0, rng.integer(-200, 200));
        case 5: {
            std::string text;
            for (int n = rng.integer(0, 8); n > 0; --n)
                text += static_cast<char>(rng.integer(0, 127));
            return text;
        }
        case 6: {
            Json list = Json::array();
            for (int n = rng.integer(0, 4); n > 0; --n) list.push_back(random_json(rng, depth - 1));
            return list;
        }
        default: {
            Json object = Json::object();
            for (int n = rng.integer(0, 4); n > 0; --n)
                object[std::to_string(rng.integer(0, 99))] = random_json(rng, depth - 1);
            return object;
        }
    }
}

TEST(Json, AnyValueReadsBackAsItWas) {
    const test::TemporaryFolder folder;
    Random rng(1);
    for (int round = 0; round < 1'000; ++round) {
        const Json value = random_json(rng, 4);
        EXPECT_EQ(parse_json(value.dump(), "x"), value);
        EXPECT_EQ(parse_json(value.dump(2), "x").dump(), value.dump());
    }
    const Json value = random_json(rng, 5);
    write_json(folder / "a.json", value);
    EXPECT_EQ(read_json(folder / "a.json"), value);
}

TEST(Json, IsWrittenTheSameInEveryLocaleAndEndsWithALine) {
    const test::TemporaryFolder folder;
    std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
    write_json(folder / "a.json", Json{{"x", 0.5}, {"name", "\xff"}});
    std::setlocale(LC_NUMERIC, "C");
    EXPECT_EQ(read_text(folder / "a.json"), "{\n  \"x\": 0.5,\n  \"name\": \"\xEF\xBF\xBD\"\n}\n");
}

}  // namespace
}  // namespace affetto
