#pragma once

#include <string>
#include <vector>

namespace affetto {

/// One address of this machine.
struct NetworkInterface {
    std::string name;     ///< "eth0"
    std::string address;  ///< numeric
    bool loopback = false;
};
/// Those that are up, IPv4 before IPv6; link-local ones of IPv6 are left out.
std::vector<NetworkInterface> network_interfaces();

std::string host_name();
/// What processes that share a loopback have in common, and no others: the machine since it started
/// and its network namespace (containers have their own).
std::string network_identity();

/// The address from which this machine speaks to `host`; empty where there is no way to it.
std::string address_towards(const std::string& host, int port);

/// How the ranks are spread, as far as a rank must know it to choose where it listens.
struct Reach {
    bool several_hosts = false;
    std::string wanted;         ///< GLOO_SOCKET_IFNAME: names of interfaces, comma-separated
    std::string towards_first;  ///< address_towards() rank 0
    std::vector<NetworkInterface> interfaces;
};

/// The address at which this rank listens for the others: of the wanted interface; else loopback
/// where all ranks are on one host; else the one on the way to rank 0. Throws UsageError where that
/// is a loopback and ranks are on several hosts, or the interface is not here, with those that are.
std::string address_to_listen_on(const Reach& reach);

}  // namespace affetto
