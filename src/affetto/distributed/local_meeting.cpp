#include "affetto/distributed/local_meeting.hpp"

#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>
#include <vector>

#include "affetto/core/error.hpp"
#include "affetto/core/interrupt_watch.hpp"
#include "affetto/core/text.hpp"
#include "affetto/distributed/lost_rank.hpp"

namespace affetto {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
constexpr milliseconds kBetweenLooks{20};

/// A descriptor that closes itself.
using Socket = MemoryFile;

Error system_fault(const std::string& what) { return Error(what + ": " + std::strerror(errno)); }

struct Address {
    sockaddr_un name{};
    socklen_t size = 0;

    const sockaddr* plain() const { return reinterpret_cast<const sockaddr*>(&name); }
};

/// In the abstract space of Linux: no file, and gone with its process.
Address address_of(const Place& place) {
    const std::string text = "affetto ranks " + std::to_string(getuid()) + " " +
                             std::to_string(place.port) + " " + place.attempt;
    Address address;
    address.name.sun_family = AF_UNIX;
    const std::size_t length = std::min(text.size(), sizeof address.name.sun_path - 1);
    std::memcpy(address.name.sun_path + 1, text.data(), length);
    address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
    return address;
}

int open_socket() {
    const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) throw system_fault("ranks: no socket to meet at");
    return fd;
}

bool is_of_this_user(int fd) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == getuid();
}

/// True where something can be read within `time`.
bool is_ready(int fd, milliseconds time) {
    pollfd wanted{fd, POLLIN, 0};
    return poll(&wanted, 1, static_cast<int>(time.count())) > 0;
}

/// A message that carries one descriptor, to be filled for sending or by receiving.
struct Parcel {
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))]{};
    char byte = 0;
    iovec content{&byte, 1};
    msghdr message{};

    Parcel() {
        message.msg_iov = &content;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
    }
};

bool send_descriptor(int to, int descriptor) {
    Parcel parcel;
    cmsghdr* header = CMSG_FIRSTHDR(&parcel.message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptor);
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    return sendmsg(to, &parcel.message, MSG_NOSIGNAL) == 1;
}

/// -1 where none came.
int receive_descriptor(int from) {
    Parcel parcel;
    if (recvmsg(from, &parcel.message, MSG_CMSG_CLOEXEC) != 1) return -1;
    const cmsghdr* header = CMSG_FIRSTHDR(&parcel.message);
    if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return -1;
    int descriptor = -1;
    std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
    return descriptor;
}

std::string seconds_text(milliseconds time) {
    return format_number(static_cast<double>(time.count()) / 1000) + " s";
}

/// Hands `file` to every other rank that comes.
void hand_out(const MemoryFile& file, const Place& place, milliseconds timeout) {
    const Socket listener(open_socket());
    const Address address = address_of(place);
    if (bind(listener.descriptor(), address.plain(), address.size) != 0 ||
        listen(listener.descriptor(), place.size) != 0)
        throw LostRank("rank 0 cannot be met at port " + std::to_string(place.port) + " (" +
                       std::strerror(errno) + "); set MASTER_PORT to a free one");
    std::vector<int> missing;
    for (int r = 1; r < place.size; ++r) missing.push_back(r);
    const InterruptWatch interrupt;
    for (const auto end = Clock::now() + timeout; !missing.empty() && Clock::now() < end;) {
        interrupt.check();
        if (!is_ready(listener.descriptor(), kBetweenLooks)) continue;
        const int fd = accept4(listener.descriptor(), nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) continue;
        const Socket other(fd);
        std::int32_t rank = 0;
        if (is_of_this_user(fd) && is_ready(fd, timeout) && recv(fd, &rank, sizeof rank, 0) == 4 &&
            send_descriptor(fd, file.descriptor()))
            std::erase(missing, rank);
    }
    if (missing.empty()) return;
    throw LostRank(list_of_ranks(missing) + " of " + std::to_string(place.size) + " (" +
                   place.launcher + ") did not come to 'start' within " + seconds_text(timeout) +
                   "; were they started, with the same port?");
}

/// What rank 0 hands out; asked for until it does.
MemoryFile fetch(const Place& place, milliseconds timeout) {
    const Address address = address_of(place);
    const InterruptWatch interrupt;
    const std::int32_t rank = place.rank;
    for (const auto end = Clock::now() + timeout; Clock::now() < end;) {
        interrupt.check();
        const Socket own(open_socket());
        const int fd = own.descriptor();
        if (connect(fd, address.plain(), address.size) == 0 && is_of_this_user(fd) &&
            send(fd, &rank, sizeof rank, MSG_NOSIGNAL) == sizeof rank && is_ready(fd, timeout))
            if (const int received = receive_descriptor(fd); received >= 0)
                return MemoryFile(received);
        std::this_thread::sleep_for(kBetweenLooks);
    }
    throw LostRank("rank " + std::to_string(place.rank) + " cannot reach rank 0 on this machine, " +
                   "port " + std::to_string(place.port) + ", within " + seconds_text(timeout) +
                   "; is it started?");
}

}  // namespace

MemoryFile::MemoryFile() : fd_(memfd_create("affetto ranks", MFD_CLOEXEC)) {
    if (fd_ < 0) throw system_fault("ranks: no memory for the file that they meet in");
}

MemoryFile::~MemoryFile() {
    if (fd_ >= 0) close(fd_);
}

MemoryFile::MemoryFile(MemoryFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Path MemoryFile::path() const {
    return "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(fd_);
}

MemoryFile meet_on_this_machine(const Place& place, milliseconds timeout) {
    if (place.rank > 0) return fetch(place, timeout);
    MemoryFile file;
    hand_out(file, place, timeout);
    return file;
}

}  // namespace affetto
