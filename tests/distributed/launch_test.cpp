#include "affetto/distributed/launch.hpp"

#include <gmock/gmock.h>

#include <map>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;
using Variables = std::map<std::string, std::string>;

Environment environment(const Variables& variables) {
    return [variables](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    };
}

std::string fault_of(const Variables& variables) {
    try {
        static_cast<void>(launched_place(environment(variables)));
    } catch (const UsageError& fault) {
        return fault.what();
    }
    return "";
}

TEST(Launch, WithoutALauncherAProcessIsAlone) {
    const Place place = launched_place(environment({{"PATH", "/bin"}}));
    EXPECT_EQ(place.size, 1);
    EXPECT_EQ(place.rank, 0);
    EXPECT_EQ(place.launcher, "");
}

TEST(Launch, ReadsTorchrun) {
    const Place place = launched_place(environment({{"RANK", "5"},
                                                    {"WORLD_SIZE", "8"},
                                                    {"LOCAL_RANK", "1"},
                                                    {"MASTER_ADDR", "node7"},
                                                    {"MASTER_PORT", "29400"},
                                                    {"TORCHELASTIC_USE_AGENT_STORE", "True"},
                                                    {"TORCHELASTIC_RESTART_COUNT", "2"}}));
    EXPECT_EQ(place.rank, 5);
    EXPECT_EQ(place.size, 8);
    EXPECT_EQ(place.local_rank, 1);
    EXPECT_EQ(place.address, "node7");
    EXPECT_EQ(place.port, 29400);
    EXPECT_TRUE(place.launcher_serves);
    EXPECT_EQ(place.attempt, "2");
    EXPECT_EQ(place.launcher, "torchrun");
}

TEST(Launch, ReadsSlurmAndMeetsOnTheFirstHostAtThePortOfTheJob) {
    const Variables task = {{"SLURM_PROCID", "3"},
                            {"SLURM_NTASKS", "4"},
                            {"SLURM_LOCALID", "1"},
                            {"SLURM_JOB_NODELIST", "gpu[03-05,9],login"},
                            {"SLURM_LAUNCH_NODE_IPADDR", "10.0.0.9"},
                            {"SLURM_JOB_ID", "4711"}};
    const Place place = launched_place(environment(task));
    EXPECT_EQ(place.rank, 3);
    EXPECT_EQ(place.size, 4);
    EXPECT_EQ(place.local_rank, 1);
    EXPECT_EQ(place.address, "gpu03");
    EXPECT_EQ(place.port, port_of_job(4711, 0));
    EXPECT_FALSE(place.launcher_serves);
    EXPECT_EQ(place.launcher, "Slurm");
    Variables named = task;
    named["MASTER_ADDR"] = "127.0.0.1";
    named["MASTER_PORT"] = "30000";
    EXPECT_EQ(launched_place(environment(named)).address, "127.0.0.1");
    EXPECT_EQ(launched_place(environment(named)).port, 30000);
    Variables step = task;
    step["SLURM_STEP_NUM_TASKS"] = "6";
    EXPECT_EQ(launched_place(environment(step)).size, 6);
}

TEST(Launch, ABatchScriptWithoutANumberOfTasksIsAlone) {
    EXPECT_EQ(launched_place(environment({{"SLURM_PROCID", "0"}, {"SLURM_JOB_ID", "5"}})).size, 1);
}

TEST(Launch, ReadsMpiBeforeSlurm) {
    const Place open = launched_place(environment({{"OMPI_COMM_WORLD_RANK", "1"},
                                                   {"OMPI_COMM_WORLD_SIZE", "2"},
                                                   {"OMPI_COMM_WORLD_LOCAL_RANK", "1"},
                                                   {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"},
                                                   {"SLURM_PROCID", "0"},
                                                   {"SLURM_NTASKS", "7"}}));
    EXPECT_EQ(open.rank, 1);
    EXPECT_EQ(open.size, 2);
    EXPECT_EQ(open.address, "127.0.0.1");
    const Place other =
        launched_place(environment({{"PMI_RANK", "0"}, {"PMI_SIZE", "3"}, {"MASTER_ADDR", "a"}}));
    EXPECT_EQ(other.size, 3);
    EXPECT_EQ(other.address, "a");
}

TEST(Launch, RanksOfOneProgramMeetInAFile) {
    const Place place = launched_place(
        environment({{"RANK", "1"}, {"WORLD_SIZE", "2"}, {kRanksFile, "/tmp/a b/meeting"}}));
    EXPECT_EQ(place.file, "/tmp/a b/meeting");
    EXPECT_EQ(place.launcher, "--ranks");
}

TEST(Launch, NamesTheVariableAtFault) {
    EXPECT_THAT(fault_of({{"RANK", "1"}}), HasSubstr("WORLD_SIZE"));
    EXPECT_THAT(fault_of({{"RANK", "two"}, {"WORLD_SIZE", "2"}}), HasSubstr("RANK"));
    EXPECT_THAT(fault_of({{"RANK", "2"}, {"WORLD_SIZE", "2"}}), HasSubstr("count from 0"));
    EXPECT_THAT(fault_of({{"RANK", "0"}, {"WORLD_SIZE", "2"}}), HasSubstr("MASTER_ADDR"));
    EXPECT_THAT(
        fault_of({{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"MASTER_ADDR", "a"}, {"MASTER_PORT", "0"}}),
        HasSubstr("MASTER_PORT"));
}

TEST(NodeList, GivesItsFirstHost) {
    EXPECT_EQ(first_host("node1"), "node1");
    EXPECT_EQ(first_host("node1,node2"), "node1");
    EXPECT_EQ(first_host("node[01-16]"), "node01");
    EXPECT_EQ(first_host("node[7,9-11]"), "node7");
    EXPECT_EQ(first_host("rack[2-3]n[05,08].lan,x"), "rack2n05.lan");
}

TEST(NodeList, IsRefusedWhereItIsNone) {
    for (const char* list : {"", ",a", "node[", "node[]", "node[-3]", "node]"})
        EXPECT_THROW(first_host(list), UsageError) << list;
}

TEST(PortOfAJob, LiesBelowThePortsThatTheSystemGivesOut) {
    for (const std::int64_t job : {0, 1, 15'999, 16'000, 123'456'789}) {
        EXPECT_GE(port_of_job(job, 3), 12'000);
        EXPECT_LT(port_of_job(job, 3), 28'000);
    }
    EXPECT_NE(port_of_job(5, 0), port_of_job(5, 1));
}

TEST(Launch, TellsWhereAllRanksAreOnOneMachine) {
    const auto one_machine = [](const Variables& variables) {
        return launched_place(environment(variables)).one_machine;
    };
    Variables torchrun = {
        {"RANK", "1"}, {"WORLD_SIZE", "4"}, {"LOCAL_WORLD_SIZE", "4"}, {"MASTER_ADDR", "node7"}};
    EXPECT_TRUE(one_machine(torchrun));
    torchrun["LOCAL_WORLD_SIZE"] = "2";
    EXPECT_FALSE(one_machine(torchrun));
    torchrun["MASTER_ADDR"] = "127.0.0.1";  // nobody elsewhere could reach rank 0
    EXPECT_TRUE(one_machine(torchrun));
    Variables slurm = {{"SLURM_PROCID", "0"},
                       {"SLURM_NTASKS", "2"},
                       {"SLURM_JOB_NODELIST", "gpu1"},
                       {"SLURM_JOB_NUM_NODES", "1"}};
    EXPECT_TRUE(one_machine(slurm));
    slurm["SLURM_JOB_NUM_NODES"] = "2";
    EXPECT_FALSE(one_machine(slurm));
}

}  // namespace
}  // namespace affetto
