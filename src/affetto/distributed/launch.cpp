#include "affetto/distributed/launch.hpp"

#include <cstdlib>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr int kUsualPort = 29500;  // of c10d
constexpr std::int64_t kMostRanks = 1 << 20;

struct Launcher {
    const char *name, *rank, *size, *local_rank;
    const char* local_size;  ///< ranks of this machine; null: not told
};
/// MPI goes before Slurm: in a job of Slurm its processes see both, and Slurm's may be those of the
/// script that called mpirun.
constexpr Launcher kLaunchers[] = {
    {"torchrun", "RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE"},
    {"Open MPI", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK",
     "OMPI_COMM_WORLD_LOCAL_SIZE"},
    {"MPI", "PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID", "MPI_LOCALNRANKS"},
    {"Slurm", "SLURM_PROCID", "SLURM_NTASKS", "SLURM_LOCALID", nullptr}};

/// A whole number in [low, high]; nullopt where the variable is unset.
std::optional<std::int64_t> number_from(const Environment& environment, const std::string& name,
                                        std::int64_t low, std::int64_t high) {
    const auto text = environment(name);
    if (!text) return std::nullopt;
    const auto value = parse_integer(*text);
    if (!value || *value < low || *value > high)
        throw UsageError("environment variable " + name + ": expected a whole number in [" +
                         std::to_string(low) + ", " + std::to_string(high) + "], got '" +
                         printable(*text) + "'");
    return value;
}

std::optional<std::int64_t> slurm_size(const Environment& environment) {
    for (const char* name : {"SLURM_STEP_NUM_TASKS", "SLURM_NTASKS", "SLURM_NPROCS"})
        if (const auto size = number_from(environment, name, 1, kMostRanks)) return size;
    return std::nullopt;
}

std::string address_from(const Environment& environment, const Launcher& launcher, int size) {
    if (const auto address = environment("MASTER_ADDR")) return *address;
    for (const char* name : {"SLURM_STEP_NODELIST", "SLURM_JOB_NODELIST", "SLURM_NODELIST"})
        if (const auto list = environment(name)) return first_host(*list);
    if (const auto address = environment("SLURM_LAUNCH_NODE_IPADDR")) return *address;
    if (launcher.local_size != nullptr &&
        number_from(environment, launcher.local_size, 1, kMostRanks) == size)
        return "127.0.0.1";
    throw UsageError(std::string(launcher.name) + " started rank " +
                     environment(launcher.rank).value_or("") + " of " + std::to_string(size) +
                     ", but nothing says where rank 0 is: set MASTER_ADDR to its host");
}

bool is_loopback(const std::string& address) {
    return address.rfind("127.", 0) == 0 || address == "::1" || address == "localhost";
}

/// Whether all ranks are on this machine: the launcher says so, or where rank 0 is cannot be
/// reached from another.
bool is_one_machine(const Environment& environment, const Launcher& launcher, const Place& place) {
    if (is_loopback(place.address)) return true;
    if (launcher.local_size != nullptr)
        return number_from(environment, launcher.local_size, 1, kMostRanks) == place.size;
    for (const char* name : {"SLURM_STEP_NUM_NODES", "SLURM_JOB_NUM_NODES", "SLURM_NNODES"})
        if (const auto nodes = number_from(environment, name, 1, kMostRanks)) return *nodes == 1;
    return false;
}

int port_from(const Environment& environment) {
    if (const auto port = number_from(environment, "MASTER_PORT", 1, 65'535))
        return static_cast<int>(*port);
    constexpr std::int64_t kMost = std::int64_t{1} << 40;
    const auto job = number_from(environment, "SLURM_JOB_ID", 0, kMost);
    if (!job) return kUsualPort;
    return port_of_job(*job, number_from(environment, "SLURM_STEP_ID", 0, kMost).value_or(0));
}

}  // namespace

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        if (value == nullptr || *value == '\0') return std::nullopt;
        return value;
    };
}

Place launched_place(const Environment& environment) {
    for (const Launcher& launcher : kLaunchers) {
        const bool slurm = std::string_view(launcher.name) == "Slurm";
        const auto rank = number_from(environment, launcher.rank, 0, kMostRanks);
        if (!rank) continue;
        const auto size = slurm ? slurm_size(environment)
                                : number_from(environment, launcher.size, 1, kMostRanks);
        // The script of a job of Slurm is task 0 of a job that need not say how many tasks it has.
        if (!size && slurm) continue;
        if (!size)
            throw UsageError("environment variable " + std::string(launcher.rank) + " is set but " +
                             launcher.size + " is not: set both, or neither to train alone");
        if (*rank >= *size)
            throw UsageError("environment variable " + std::string(launcher.rank) + ": rank " +
                             std::to_string(*rank) + " of " + std::to_string(*size) +
                             " ranks; they count from 0");
        Place place;
        if (*size == 1) return place;
        place.rank = static_cast<int>(*rank);
        place.size = static_cast<int>(*size);
        place.local_rank = static_cast<int>(
            number_from(environment, launcher.local_rank, 0, kMostRanks).value_or(0));
        place.launcher = launcher.name;
        if (const auto file = environment(kRanksFile)) {
            place.file = *file;
            place.launcher = "--ranks";
            return place;
        }
        place.address = address_from(environment, launcher, place.size);
        place.one_machine = is_one_machine(environment, launcher, place);
        place.port = port_from(environment);
        place.launcher_serves = environment("TORCHELASTIC_USE_AGENT_STORE") == "True";
        place.attempt = environment("TORCHELASTIC_RESTART_COUNT").value_or("0");
        return place;
    }
    return {};
}

std::string first_host(std::string_view node_list) {
    std::string host;
    for (std::size_t i = 0; i < node_list.size() && node_list[i] != ','; ++i) {
        if (node_list[i] != '[') {
            host += node_list[i];
            continue;
        }
        const std::size_t end = node_list.find(']', i);
        const std::size_t first_end = node_list.find_first_of("-,]", i);
        if (end == std::string_view::npos || first_end == i + 1) {
            host.clear();
            break;
        }
        host += node_list.substr(i + 1, first_end - i - 1);
        i = end;
    }
    host = std::string(trim(host));
    if (host.empty() || host.find(']') != std::string::npos)
        throw UsageError("the node list of Slurm: expected for example 'node[01-04]', got '" +
                         printable(node_list) + "'; or set MASTER_ADDR to the host of rank 0");
    return host;
}

std::string list_of_ranks(const std::vector<int>& ranks) {
    std::string text = ranks.size() == 1 ? "rank " : "ranks ";
    for (std::size_t i = 0; i < ranks.size(); ++i)
        text += (i == 0 ? "" : i + 1 == ranks.size() ? " and " : ", ") + std::to_string(ranks[i]);
    return text;
}

int port_of_job(std::int64_t job, std::int64_t step) {
    constexpr std::int64_t kFirst = 12'000, kCount = 16'000;
    return static_cast<int>(kFirst + (job + 101 * step) % kCount);
}

}  // namespace affetto
