#include "affetto/distributed/network.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

#include "affetto/core/error.hpp"
#include "affetto/core/file.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

/// Numeric; empty where it is no address of the internet.
std::string numeric(const sockaddr* address) {
    if (address == nullptr) return "";
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = nullptr;
    if (address->sa_family == AF_INET)
        bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
    else if (address->sa_family == AF_INET6)
        bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    if (bytes == nullptr ||
        inet_ntop(address->sa_family, bytes, text.data(), text.size()) == nullptr)
        return "";
    return text.data();
}

bool is_loopback(const Reach& reach, const std::string& address) {
    if (address.rfind("127.", 0) == 0 || address == "::1") return true;
    return std::any_of(reach.interfaces.begin(), reach.interfaces.end(),
                       [&](const auto& i) { return i.loopback && i.address == address; });
}

std::string list_of(const std::vector<NetworkInterface>& interfaces) {
    std::string text;
    for (const NetworkInterface& i : interfaces)
        text += (text.empty() ? "" : ", ") + i.name + " (" + i.address + ")";
    return text.empty() ? "none" : text;
}

const NetworkInterface& wanted_interface(const Reach& reach) {
    for (const std::string_view name : split(reach.wanted, ','))
        for (const NetworkInterface& i : reach.interfaces)
            if (i.name == trim(name)) return i;
    throw UsageError("GLOO_SOCKET_IFNAME: no interface '" + printable(reach.wanted) +
                     "' with an address here; there are: " + list_of(reach.interfaces));
}

}  // namespace

std::vector<NetworkInterface> network_interfaces() {
    ifaddrs* first = nullptr;
    if (getifaddrs(&first) != 0) return {};
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> list(first, freeifaddrs);
    std::vector<NetworkInterface> found;
    for (const ifaddrs* i = first; i != nullptr; i = i->ifa_next) {
        const std::string address = numeric(i->ifa_addr);
        if (address.empty() || (i->ifa_flags & IFF_UP) == 0 || address.rfind("fe80:", 0) == 0)
            continue;
        found.push_back({i->ifa_name, address, (i->ifa_flags & IFF_LOOPBACK) != 0});
    }
    std::stable_partition(found.begin(), found.end(), [](const NetworkInterface& i) {
        return i.address.find(':') == std::string::npos;
    });
    return found;
}

std::string host_name() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

std::string network_identity() {
    std::error_code error;
    const Path space = std::filesystem::read_symlink("/proc/self/ns/net", error);
    std::string machine;
    try {
        machine = trim(read_text("/proc/sys/kernel/random/boot_id"));
    } catch (const Error&) {
        machine = host_name();  // no Linux, or /proc is hidden
    }
    return machine + " " + display(space);
}

std::string address_towards(const std::string& host, int port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* first = nullptr;
    if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &first) != 0) return "";
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> list(first, freeaddrinfo);
    for (const addrinfo* a = first; a != nullptr; a = a->ai_next) {
        // Connecting a datagram socket sends nothing; the kernel only chooses the way.
        const int fd = socket(a->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (fd < 0) continue;
        sockaddr_storage own{};
        socklen_t size = sizeof own;
        const bool known = connect(fd, a->ai_addr, a->ai_addrlen) == 0 &&
                           getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size) == 0;
        close(fd);
        if (known) return numeric(reinterpret_cast<const sockaddr*>(&own));
    }
    return "";
}

std::string address_to_listen_on(const Reach& reach) {
    std::string address = reach.several_hosts ? reach.towards_first : "127.0.0.1";
    std::string why = "the way from here to rank 0";
    if (!reach.wanted.empty()) {
        address = wanted_interface(reach).address;
        why = "GLOO_SOCKET_IFNAME=" + printable(reach.wanted);
    }
    if (reach.several_hosts && (address.empty() || is_loopback(reach, address)))
        throw UsageError(why + " gives " + (address.empty() ? "no address" : address) +
                         (address.empty() ? "" : ", a loopback") +
                         ", but the ranks are on several hosts, which cannot reach it: set "
                         "GLOO_SOCKET_IFNAME to the interface that they share, and MASTER_ADDR to "
                         "the address of rank 0 on it; here are: " +
                         list_of(reach.interfaces));
    return address;
}

}  // namespace affetto
