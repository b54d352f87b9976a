#include "pipeline/train_faults.hpp"

namespace affetto::test {
namespace {

TEST_F(TrainFaults, WhicheverCallFailsOnceCostsNothingThatCannotBeResumed) {
    fail_at_each(1, false);
}

TEST_F(TrainFaults, ADiskThatIsFullFromAnyCallOnEndsWithAnErrorAndWhatWasSavedIsResumed) {
    fail_at_each(3, true);
}

}  // namespace
}  // namespace affetto::test
