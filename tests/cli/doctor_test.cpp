#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affetto/core/json.hpp"
#include "cli/program.hpp"

namespace affetto::test {
namespace {

Json finding(const Json& report, const std::string& what) {
    for (const Json& f : report.at("findings"))
        if (f.at("what") == what) return f;
    ADD_FAILURE() << "no finding '" << what << "' in " << report.dump(2);
    return Json::object();
}

TEST(Doctor, SaysWhatIsThereAndWhatToDoAboutTheRest) {
    const Result run = run_affetto({"doctor", "--json"});
    ASSERT_EQ(run.status, 0) << run.err;
    const Json report = parse_json(run.out, "stdout");
    for (const char* what :
         {"Affetto", "processor", "sound", "models that ship", "codecs", "libtorch"})
        EXPECT_NE(finding(report, what).at("found"), "") << what;
    bool advised = false;
    for (const Json& f : report.at("findings")) advised = advised || f.at("advice") != "";
    EXPECT_EQ(report.at("healthy").get<bool>(), !advised);
#ifdef AFFETTO_WITH_TORCH
    EXPECT_NE(finding(report, "BLAS").at("found"), "");
    EXPECT_EQ(finding(report, "libtorch").at("advice"), "");
#else
    EXPECT_THAT(finding(report, "libtorch").at("advice"), testing::HasSubstr("AFFETTO_WITH_TORCH"));
#endif
}

}  // namespace
}  // namespace affetto::test
