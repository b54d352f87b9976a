#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/file.hpp"

namespace affetto {

/// The value of a variable of the environment; nullopt where it is unset or empty.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

/// Which of the processes that train one model together this one is, and where they meet.
struct Place {
    int rank = 0;                  ///< in [0, size)
    int size = 1;                  ///< processes of the run; 1: alone
    int local_rank = 0;            ///< among those of this machine
    bool one_machine = false;      ///< all ranks are on this one, as the launcher says
    std::string address;           ///< host of rank 0
    int port = 0;                  ///< there
    bool launcher_serves = false;  ///< the launcher listens at address:port; else rank 0 does
    std::string attempt = "0";  ///< of the launcher to run these processes: another one, other keys
    Path file;             ///< ranks of one machine started by --ranks meet in this file instead
    std::string launcher;  ///< "--ranks", "torchrun", "Open MPI", "MPI", "Slurm"; empty: alone
};

/// The variables by which `affetto train --ranks` tells its processes their place, beside those
/// of torchrun.
inline constexpr const char* kRanksFile = "AFFETTO_RANKS_FILE";

/// What the launcher's variables say:
/// - torchrun: RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR, MASTER_PORT;
/// - Open MPI: OMPI_COMM_WORLD_RANK, _SIZE, _LOCAL_RANK; others with PMI: PMI_RANK, PMI_SIZE,
///   MPI_LOCALRANKID;
/// - Slurm: SLURM_PROCID, SLURM_NTASKS (of a step: SLURM_STEP_NUM_TASKS), SLURM_LOCALID.
/// The first that is there counts. MASTER_ADDR and MASTER_PORT hold for all; else the address is
/// the first host of Slurm's node list, or this machine where all ranks are on it, and the port
/// follows from the number of Slurm's job. Without any of them: alone. Throws UsageError naming the
/// variable at fault.
Place launched_place(const Environment& environment);

/// The first host of a compressed list of Slurm's: "gpu[03-05,9],login" -> "gpu03". Throws
/// UsageError where it is none.
std::string first_host(std::string_view node_list);

/// "rank 2", "ranks 1 and 2", "ranks 1, 2 and 5".
std::string list_of_ranks(const std::vector<int>& ranks);

/// The port at which the processes of a Slurm job step meet, in [12000, 28000): below those that
/// Linux gives out by itself.
int port_of_job(std::int64_t job, std::int64_t step);

}  // namespace affetto
