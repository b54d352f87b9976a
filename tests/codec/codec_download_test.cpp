#include "affetto/codec/codec_download.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "affetto/codec/http_get.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/sha256.hpp"
#include "core/fault_at.hpp"
#include "core/message_of.hpp"
#include "loopback_server.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::http_answer;
using test::HttpRequest;
using test::LoopbackServer;
using test::message_of;
using test::names_in;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::string length_header(std::size_t length) {
    return "Content-Length: " + std::to_string(length) + "\r\n";
}

class Downloads : public ::testing::Test {
protected:
    void SetUp() override {
        if (!http_available()) GTEST_SKIP() << "built without libcurl";
    }

    /// What a server with the whole content answers, as far as `cut` bytes of the body.
    std::string serve(const HttpRequest& request, std::size_t cut = std::string::npos) const {
        const std::size_t begin = request.range_begin.value_or(0);
        const std::string body = content_.substr(begin);
        if (!request.range_begin)
            return http_answer("200 OK", length_header(body.size()), body.substr(0, cut));
        return http_answer("206 Partial Content",
                           length_header(body.size()) + "Content-Range: bytes " +
                               std::to_string(begin) + "-" + std::to_string(content_.size() - 1) +
                               "/" + std::to_string(content_.size()) + "\r\n",
                           body.substr(0, cut));
    }

    Path fetch(const LoopbackServer& server) {
        return download_codec(
            codec_, {.folder = cache_, .base_url = server.url(), .max_bytes = 4'000'000}, silent_);
    }
    std::string reason(const LoopbackServer& server) {
        return message_of<Error>([&] { (void)fetch(server); });
    }

    std::string random_content() const {
        std::string text;
        for (std::uint32_t i = 0; text.size() < 3'000'000; ++i) text += std::to_string(i * i);
        return text;
    }

    test::TemporaryFolder folder_;
    Path cache_ = folder_ / "ein Ort/für codecs";
    std::string content_ = random_content();
    PretrainedCodec codec_{"test", "test.th", content_.size(),
                           sha256_hex(std::as_bytes(std::span(content_))), ""};
    Progress silent_;
};

TEST_F(Downloads, ArriveWholeUnderTheirName) {
    const LoopbackServer server([&](const HttpRequest& r) { return serve(r); });
    EXPECT_EQ(fetch(server), cache_ / "test.th");
    EXPECT_EQ(read_text(cache_ / "test.th"), content_);
    EXPECT_THAT(names_in(cache_), ElementsAre("test.th"));
    ASSERT_EQ(server.requests().size(), 1u);
    EXPECT_EQ(server.requests()[0].path, "/test.th");
    EXPECT_FALSE(server.requests()[0].range_begin);
}

TEST_F(Downloads, AreNotRepeatedWhereTheFileIsRight) {
    const LoopbackServer server([&](const HttpRequest& r) { return serve(r); });
    (void)fetch(server);
    EXPECT_EQ(fetch(server), cache_ / "test.th");
    EXPECT_EQ(server.requests().size(), 1u);
    std::string damaged = content_;
    damaged[5] ^= 1;
    write_text(cache_ / "test.th", damaged);
    (void)fetch(server);
    EXPECT_EQ(read_text(cache_ / "test.th"), content_) << "a damaged file is fetched again";
}

TEST_F(Downloads, GoOnWhereTheConnectionBroke) {
    std::size_t cut = 1'500'000;
    const LoopbackServer server([&](const HttpRequest& r) { return serve(r, cut); });
    EXPECT_THAT(reason(server), AllOf(StartsWith(server.url() + "test.th: the connection broke "
                                                                "after 1500000 bytes ("),
                                      HasSubstr("the same command goes on from there")));
    EXPECT_THAT(names_in(cache_), ElementsAre("test.th.part"));
    cut = 1'000;
    EXPECT_THAT(reason(server), HasSubstr("broke after 1501000 bytes"));
    cut = std::string::npos;
    (void)fetch(server);
    EXPECT_EQ(read_text(cache_ / "test.th"), content_);
    EXPECT_THAT(names_in(cache_), ElementsAre("test.th"));
    ASSERT_EQ(server.requests().size(), 3u);
    EXPECT_EQ(server.requests()[1].range_begin, 1'500'000u);
    EXPECT_EQ(server.requests()[2].range_begin, 1'501'000u);
}

TEST_F(Downloads, StartAgainWhereTheServerKnowsNoRanges) {
    const LoopbackServer server([&](const HttpRequest&) { return serve({}); });
    write_text(cache_ / "test.th.part", content_.substr(0, 10'000));
    (void)fetch(server);
    EXPECT_EQ(read_text(cache_ / "test.th"), content_);
    EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(Downloads, StartAgainWhereTheServerHasNoSuchRange) {
    const LoopbackServer server([&](const HttpRequest& r) {
        return r.range_begin ? http_answer("416 Range Not Satisfiable", length_header(4), "nope")
                             : serve(r);
    });
    write_text(cache_ / "test.th.part", content_.substr(0, 10'000));
    (void)fetch(server);
    EXPECT_EQ(read_text(cache_ / "test.th"), content_);
}

TEST_F(Downloads, ThatAreOnlyToBeCheckedNeedNoServer) {
    write_text(cache_ / "test.th.part", content_);
    const LoopbackServer server([&](const HttpRequest&) { return std::string(); });
    (void)fetch(server);
    EXPECT_EQ(read_text(cache_ / "test.th"), content_);
    EXPECT_THAT(server.requests(), IsEmpty());
}

TEST_F(Downloads, OfAnotherDigestAreRemoved) {
    codec_.sha256 = "0123abcd";
    const LoopbackServer server([&](const HttpRequest& r) { return serve(r); });
    EXPECT_EQ(reason(server),
              server.url() + "test.th: the file that came is not Meta's: its SHA-256 begins with " +
                  sha256_hex(std::as_bytes(std::span(content_))).substr(0, 8) +
                  ", expected 0123abcd; it was removed. Try again");
    EXPECT_THAT(names_in(cache_), IsEmpty());
}

TEST_F(Downloads, OfADamagedPartAreRemovedAndWorkTheNextTime) {
    const LoopbackServer server([&](const HttpRequest& r) { return serve(r); });
    write_text(cache_ / "test.th.part", std::string(10'000, 'x'));
    EXPECT_THAT(reason(server), HasSubstr("it was removed. Try again"));
    (void)fetch(server);
    EXPECT_EQ(read_text(cache_ / "test.th"), content_);
}

TEST_F(Downloads, OfKnownDigitsAloneAreCheckedByThem) {
    codec_.sha256.resize(8);
    codec_.size = std::nullopt;
    const LoopbackServer server([&](const HttpRequest& r) { return serve(r); });
    EXPECT_EQ(fetch(server), cache_ / "test.th");
}

TEST_F(Downloads, SayWhatTheServerAnswered) {
    std::string status = "404 Not Found";
    const LoopbackServer server(
        [&](const HttpRequest&) { return http_answer(status, length_header(2), "no"); });
    EXPECT_EQ(reason(server), server.url() +
                                  "test.th: the server answered 404 (there is no such "
                                  "file); nothing was fetched");
    status = "503 Service Unavailable";
    EXPECT_THAT(reason(server), HasSubstr("the server answered 503; nothing was fetched"));
    status = "204 No Content";
    EXPECT_THAT(reason(server), HasSubstr("the server answered 204"));
    EXPECT_THAT(names_in(cache_), IsEmpty());
}

TEST_F(Downloads, OfAnotherSizeAreNotBegun) {
    codec_.size = content_.size() - 1;
    const LoopbackServer server([&](const HttpRequest& r) { return serve(r); });
    EXPECT_THAT(reason(server),
                HasSubstr("the server offers a file of " + std::to_string(content_.size()) +
                          " bytes, expected " + std::to_string(content_.size() - 1)));
    codec_.size = std::nullopt;
    const LoopbackServer huge([&](const HttpRequest&) {
        return http_answer("200 OK", length_header(1'000'000'000'000), "x");
    });
    EXPECT_THAT(reason(huge), HasSubstr("expected at most 4000000; it was not fetched"));
    EXPECT_THAT(names_in(cache_), IsEmpty());
}

TEST_F(Downloads, ThatGrowTooLargeAreStoppedAndRemoved) {
    codec_.size = std::nullopt;
    const LoopbackServer server(
        [&](const HttpRequest&) { return http_answer("200 OK", "", std::string(5'000'000, 'x')); });
    EXPECT_THAT(reason(server), HasSubstr("sends more than the 4000000 bytes expected"));
    EXPECT_THAT(names_in(cache_), IsEmpty());
}

TEST_F(Downloads, ThatEndTooEarlyWithoutALengthAreRemoved) {
    const LoopbackServer server(
        [&](const HttpRequest&) { return http_answer("200 OK", "", content_.substr(0, 100)); });
    EXPECT_THAT(reason(server), HasSubstr("the file that came has 100 bytes, expected"));
    EXPECT_THAT(names_in(cache_), IsEmpty());
}

TEST_F(Downloads, OfAnotherPartThanAskedForAreRefused) {
    write_text(cache_ / "test.th.part", content_.substr(0, 10));
    const LoopbackServer server([&](const HttpRequest&) {
        return http_answer("206 Partial Content",
                           length_header(1) + "Content-Range: bytes 9-9/3000000\r\n", "x");
    });
    EXPECT_THAT(reason(server), HasSubstr("another part of the file than was asked for"));
    EXPECT_EQ(read_text(cache_ / "test.th.part"), content_.substr(0, 10));
}

TEST_F(Downloads, FollowRedirections) {
    const LoopbackServer server([&](const HttpRequest& r) {
        return r.path == "/elsewhere"
                   ? serve(r)
                   : http_answer("302 Found", "Location: /elsewhere\r\n" + length_header(2), "go");
    });
    (void)fetch(server);
    EXPECT_EQ(read_text(cache_ / "test.th"), content_);
}

TEST_F(Downloads, WithoutAServerSayWhy) {
    std::string url;
    {
        const LoopbackServer server([](const HttpRequest&) { return std::string(); });
        url = server.url();
        EXPECT_THAT(reason(server), HasSubstr("cannot be fetched: "));
    }
    EXPECT_THAT(message_of<Error>([&] {
                    (void)download_codec(codec_, {.folder = cache_, .base_url = url}, silent_);
                }),
                AllOf(StartsWith(url + "test.th: cannot be fetched: "), HasSubstr("onnect")));
    EXPECT_THAT(message_of<Error>([&] {
                    (void)download_codec(codec_, {.folder = cache_, .base_url = "file:///etc"},
                                         silent_);
                }),
                HasSubstr("file:///etc/test.th: cannot be fetched: "));
}

TEST_F(Downloads, ThatAreInterruptedKeepWhatCame) {
    struct Stop : Progress {
        void update(std::string_view, std::int64_t done, std::int64_t total,
                    std::string_view) override {
            EXPECT_EQ(total, expected);
            if (done > 1'200'000) throw Interrupted();
        }
        std::int64_t expected = 0;
    } stop;
    stop.expected = static_cast<std::int64_t>(content_.size());
    const LoopbackServer server([&](const HttpRequest& r) { return serve(r); });
    EXPECT_THROW((void)download_codec(codec_, {.folder = cache_, .base_url = server.url()}, stop),
                 Interrupted);
    EXPECT_GT(read_text(cache_ / "test.th.part").size(), 1'200'000u);
    (void)fetch(server);
    EXPECT_EQ(read_text(cache_ / "test.th"), content_);
    EXPECT_TRUE(server.requests()[1].range_begin);
}

TEST_F(Downloads, OntoAFullDiskSayThatAndGoOnLater) {
    const LoopbackServer server([&](const HttpRequest& r) { return serve(r); });
    for (std::size_t at = 0;; ++at) {
        std::string why;
        {
            const test::FaultAt fault(at);
            why = reason(server);
        }
        if (why.empty()) break;
        EXPECT_THAT(why, HasSubstr("no space left"));
    }
    EXPECT_EQ(read_text(cache_ / "test.th"), content_);
    EXPECT_THAT(names_in(cache_), ElementsAre("test.th"));
}

TEST(PretrainedCodecs, CarryTheDigitsOfTheirDigestInTheFilesName) {
    ASSERT_EQ(pretrained_codecs().size(), 2u);
    for (const PretrainedCodec& codec : pretrained_codecs()) {
        EXPECT_EQ(codec.file, codec.name + "-" + codec.sha256.substr(0, 8) + ".th");
        EXPECT_EQ(codec.sha256.find_first_not_of("0123456789abcdef"), std::string::npos);
        EXPECT_THAT(codec.licence, HasSubstr("MIT"));
        EXPECT_EQ(&find_pretrained_codec(codec.name), &codec);
    }
    EXPECT_EQ(download_address(find_pretrained_codec("encodec_24khz"), {}),
              "https://dl.fbaipublicfiles.com/encodec/v0/encodec_24khz-d7cc33bc.th");
}

TEST(PretrainedCodecs, OfOtherNamesAreRefusedWithTheNearest) {
    EXPECT_EQ(message_of<UsageError>([] { (void)find_pretrained_codec("encodec_24kHz"); }),
              "'encodec_24kHz' is no codec that can be downloaded; did you mean 'encodec_24khz'?");
    EXPECT_THAT(message_of<UsageError>([] { (void)find_pretrained_codec("opus"); }),
                HasSubstr("there are: encodec_24khz, encodec_48khz"));
}

TEST(CodecCache, FollowsTheXdgSpecification) {
    ::setenv("HOME", "/home/jemand", 1);
    ::setenv("XDG_CACHE_HOME", "/var/cache/ein ort", 1);
    EXPECT_EQ(codec_cache_folder(), "/var/cache/ein ort/affetto/codecs");
    ::setenv("XDG_CACHE_HOME", "relative", 1);
    EXPECT_EQ(codec_cache_folder(), "/home/jemand/.cache/affetto/codecs");
    ::unsetenv("XDG_CACHE_HOME");
    EXPECT_EQ(codec_cache_folder(), "/home/jemand/.cache/affetto/codecs");
    ::unsetenv("HOME");
    EXPECT_THROW((void)codec_cache_folder(), UsageError);
}

TEST(HttpGet, OfABuildWithoutLibcurlSaysWhatIsMissing) {
    if (http_available()) GTEST_SKIP() << "built with libcurl";
    EXPECT_THAT(message_of<Error>([] { (void)http_get("http://127.0.0.1/a", 0, {}); }),
                AllOf(HasSubstr("built without libcurl"), HasSubstr("libcurl4-openssl-dev")));
}

TEST(HttpGet, ReadsTheRangeThatAServerNames) {
    HttpAnswer answer;
    parse_content_range(" bytes 5-9/10\r\n", answer);
    EXPECT_EQ(answer.range_begin, 5u);
    EXPECT_EQ(answer.range_total, 10u);
    answer = {};
    parse_content_range("bytes 5-9/*", answer);
    EXPECT_EQ(answer.range_begin, 5u);
    EXPECT_FALSE(answer.range_total);
    for (const char* odd :
         {"", "bytes", "bytes */10", "bytes -/", "items 1-2/3", "bytes -1-2/-3"}) {
        answer = {};
        parse_content_range(odd, answer);
        EXPECT_FALSE(answer.range_begin) << odd;
    }
}

}  // namespace
}  // namespace affetto
