#include "affetto/distributed/rank_group.hpp"

#include <unistd.h>

#include <algorithm>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/distributed/heartbeat.hpp"
#include "affetto/distributed/local_meeting.hpp"
#include "affetto/distributed/lost_rank.hpp"
#include "affetto/distributed/meeting.hpp"
#include "affetto/distributed/network.hpp"
#include "affetto/tensor/runtime.hpp"

namespace affetto {

#ifndef AFFETTO_WITH_GLOO

std::shared_ptr<Ranks> join_ranks(const Place& place, std::chrono::milliseconds) {
    if (place.size == 1) return std::make_shared<Ranks>();
    throw Error("this build has no Gloo, over which ranks speak: libtorch " + torch_version() +
                " came without it or without its headers (libgloo-dev); train with one process");
}

#else

namespace {

using std::chrono::milliseconds;

class RankGroup : public Ranks {
public:
    RankGroup(const Place& place, milliseconds timeout)
        : Ranks(place.rank, place.size),
          place_(place),
          timeout_(timeout),
          meeting_(meet(place_, timeout)),
          store_(open_store(place_, timeout, true)) {
        hosts_ = exchange(
            store_, place_, "start",
            network_identity() + "\n" + host_name() + ", process " + std::to_string(getpid()),
            timeout);
        if (place.file.empty()) heartbeat_ = std::make_unique<Heartbeat>(place_, timeout);
        const std::string address = agree_to_listen();
        auto options = c10d::ProcessGroupGloo::Options::create(timeout);
        operation([&] {
            options->devices = {c10d::ProcessGroupGloo::createDeviceForHostname(address)};
            group_ = c10::make_intrusive<c10d::ProcessGroupGloo>(store_, place.rank, place.size,
                                                                 options);
        });
        // A rank that ends at once, for a fault that all have, would close connections that others
        // still open, and they would call it lost.
        meet("connected");
    }

    ~RankGroup() override {
        // Its threads may wait for a rank that is gone, and its destructor for them.
        if (failed_) static_cast<void>(group_.release());
    }

    void sum(at::Tensor& tensor) override {
        operation([&] {
            const at::Tensor here = tensor.to(at::kCPU);
            std::vector<at::Tensor> tensors{here};
            group_->allreduce(tensors)->wait();
            if (!here.is_same(tensor)) tensor.copy_(here);
        });
    }

    void leave() override { meet("end"); }

private:
    /// Of ranks that nobody gave a file though they are on one machine: the one that they meet in,
    /// which `place` then names.
    static std::optional<MemoryFile> meet(Place& place, milliseconds timeout) {
        if (!place.one_machine || place.launcher_serves || !place.file.empty()) return std::nullopt;
        std::optional<MemoryFile> file(meet_on_this_machine(place, timeout));
        place.file = file->path();
        return file;
    }

    /// No rank goes on before all are here, rank 0 after all have seen it.
    void meet(const std::string& name) {
        exchange(store_, place_, name, "", timeout_);
        part(store_, place_, name + " by all", timeout_);
    }

    /// The address that this rank listens on, once every rank has found one.
    std::string agree_to_listen() {
        const auto identity = [&](int r) {
            const std::string& text = hosts_[static_cast<std::size_t>(r)];
            return text.substr(0, text.find('\n'));
        };
        Reach reach;
        for (int r = 1; r < size(); ++r)
            reach.several_hosts = reach.several_hosts || identity(r) != identity(0);
        reach.interfaces = network_interfaces();
        reach.wanted = process_environment()("GLOO_SOCKET_IFNAME").value_or("");
        if (reach.several_hosts) reach.towards_first = address_towards(place_.address, place_.port);
        std::string address, fault;
        try {
            address = address_to_listen_on(reach);
        } catch (const UsageError& refusal) {
            fault = refusal.what();
        }
        const auto faults = exchange(store_, place_, "address", fault, timeout_);
        for (int r = 0; r < size(); ++r) {
            const std::string& told = faults[static_cast<std::size_t>(r)];
            if (told.empty()) continue;
            part(store_, place_, "address is at fault", timeout_);
            throw UsageError("rank " + std::to_string(r) + ": " + told);
        }
        return address;
    }

    /// `work`, and where it fails the name of the rank at fault.
    template <class Work>
    void operation(Work&& work) {
        std::string reason;
        try {
            work();
            return;
        } catch (const std::exception& fault) {
            reason = reason_of(fault);
        }
        failed_ = true;
        std::string who = "another rank";
        std::string what = " of this run ended or does not answer";
        if (heartbeat_) {
            const auto lost = heartbeat_->lost_ranks();
            if (lost)
                who = *lost + described(*lost);
            else
                what = " lives but did not come to the same step within " +
                       format_number(static_cast<double>(timeout_.count()) / 1000) + " s";
        }
        throw LostRank("training: " + who + what + ", so rank " + std::to_string(rank()) +
                       " ends too (" + reason +
                       "); 'affetto train --resume' goes on from the newest checkpoint");
    }

    /// " (host a, process 12)" of a single rank.
    std::string described(const std::string& lost) const {
        constexpr std::string_view kOne = "rank ";
        if (lost.rfind(kOne, 0) != 0) return "";
        const auto rank = parse_integer(lost.substr(kOne.size(), lost.find(',') - kOne.size()));
        if (!rank || *rank < 0 || *rank >= size()) return "";
        const std::string& text = hosts_[static_cast<std::size_t>(*rank)];
        return " (host " + text.substr(text.find('\n') + 1) + ")";
    }

    Place place_;
    milliseconds timeout_;
    std::optional<MemoryFile> meeting_;
    Store store_;
    std::vector<std::string> hosts_;        // by rank: network identity, host and process
    std::unique_ptr<Heartbeat> heartbeat_;  // none where the launcher watches its processes itself
    c10::intrusive_ptr<c10d::ProcessGroupGloo> group_;
    bool failed_ = false;
};

}  // namespace

std::shared_ptr<Ranks> join_ranks(const Place& place, milliseconds timeout) {
    if (place.size == 1) return std::make_shared<Ranks>();
    return std::make_shared<RankGroup>(place, timeout);
}

#endif

}  // namespace affetto
