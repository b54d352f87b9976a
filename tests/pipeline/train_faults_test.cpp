#include "pipeline/train_faults.hpp"

namespace affetto::test {
namespace {

// A few of the calls; every_fault_test.cpp takes all of them.

TEST_F(TrainFaults, ACallThatFailsOnceCostsNothingThatCannotBeResumed) { fail_at_each(17, false); }

TEST_F(TrainFaults, ADiskThatStaysFullEndsWithAnErrorAndWhatWasSavedIsResumed) {
    fail_at_each(41, true);
}

}  // namespace
}  // namespace affetto::test
