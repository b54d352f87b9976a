#include "affetto/distributed/network.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

Reach reach(bool several_hosts) {
    Reach r;
    r.several_hosts = several_hosts;
    r.interfaces = {{"lo", "127.0.0.1", true}, {"eth0", "10.0.0.5", false}};
    r.towards_first = "10.0.0.5";
    return r;
}

std::string fault_of(const Reach& r) {
    try {
        static_cast<void>(address_to_listen_on(r));
    } catch (const UsageError& fault) {
        return fault.what();
    }
    return "";
}

TEST(AddressToListenOn, IsLoopbackOnOneHostAndTheWayToRankZeroOnSeveral) {
    EXPECT_EQ(address_to_listen_on(reach(false)), "127.0.0.1");
    EXPECT_EQ(address_to_listen_on(reach(true)), "10.0.0.5");
}

TEST(AddressToListenOn, IsThatOfTheInterfaceAskedFor) {
    Reach r = reach(false);
    r.wanted = "ib0, eth0";
    EXPECT_EQ(address_to_listen_on(r), "10.0.0.5");
    r.wanted = "eth7";
    EXPECT_THAT(fault_of(r), HasSubstr("eth7"));
    EXPECT_THAT(fault_of(r), HasSubstr("eth0 (10.0.0.5)"));
}

TEST(AddressToListenOn, IsNoLoopbackWhereRanksAreOnSeveralHosts) {
    Reach r = reach(true);
    r.wanted = "lo";
    EXPECT_THAT(fault_of(r), HasSubstr("loopback"));
    r = reach(true);
    r.towards_first = "127.0.1.1";  // what Debian's /etc/hosts gives for the host's own name
    EXPECT_THAT(fault_of(r), HasSubstr("set GLOO_SOCKET_IFNAME"));
    r.towards_first = "";
    EXPECT_THAT(fault_of(r), HasSubstr("no address"));
}

TEST(NetworkInterfaces, HoldTheLoopback) {
    const auto found = network_interfaces();
    EXPECT_TRUE(std::any_of(found.begin(), found.end(),
                            [](const NetworkInterface& i) { return i.loopback; }));
}

TEST(AddressTowards, TheLoopbackIsTheLoopback) {
    EXPECT_EQ(address_towards("127.0.0.1", 9), "127.0.0.1");
    EXPECT_EQ(address_towards("no such host.invalid", 9), "");
}

TEST(NetworkIdentity, IsTheSameForOneProcess) {
    EXPECT_FALSE(network_identity().empty());
    EXPECT_EQ(network_identity(), network_identity());
}

}  // namespace
}  // namespace affetto
