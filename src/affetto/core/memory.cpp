#include "affetto/core/memory.hpp"

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace affetto {
namespace {

/// "VmHWM:   1234 kB" of a file in /proc.
std::optional<std::uint64_t> kilobytes(const char* file, const std::string& key) {
    std::ifstream in(file);
    std::string word;
    std::uint64_t value = 0;
    while (in >> word) {
        if (word == key && in >> value) return value << 10;
        std::getline(in, word);
    }
    return std::nullopt;
}

std::optional<std::uint64_t> number_in(const std::string& file) {
    std::ifstream in(file);
    std::uint64_t value = 0;
    if (in >> value) return value;
    return std::nullopt;  // absent, or "max"
}

/// What the control group's limit leaves; caches are given back under pressure and do not count.
std::optional<std::uint64_t> left_in_group() {
    std::ifstream groups("/proc/self/cgroup");
    std::string line, own;
    while (std::getline(groups, line))
        if (line.rfind("0::", 0) == 0) own = line.substr(3);
    for (const std::string& folder : {"/sys/fs/cgroup" + own, std::string("/sys/fs/cgroup")}) {
        const auto limit = number_in(folder + "/memory.max");
        const auto used = number_in(folder + "/memory.current");
        if (!limit || !used) continue;
        std::ifstream in(folder + "/memory.stat");
        std::string key;
        std::uint64_t value = 0, cache = 0;
        while (in >> key >> value)
            if (key == "inactive_file") cache = value;
        return *limit - std::min(*limit, *used - std::min(*used, cache));
    }
    return std::nullopt;
}

}  // namespace

std::uint64_t resident_memory() { return kilobytes("/proc/self/status", "VmRSS:").value_or(0); }

std::uint64_t peak_memory() { return kilobytes("/proc/self/status", "VmHWM:").value_or(0); }

void reset_peak_memory() {
    std::ofstream("/proc/self/clear_refs") << "5";  // proc(5)
}

void release_free_memory() {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

std::optional<std::uint64_t> available_memory() {
    const auto machine = kilobytes("/proc/meminfo", "MemAvailable:");
    const auto group = left_in_group();
    if (machine && group) return std::min(*machine, *group);
    return machine ? machine : group;
}

std::optional<std::uint64_t> address_space_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
    return limit.rlim_cur;
}

std::optional<std::uint64_t> address_space_left() {
    const auto limit = address_space_limit();
    const auto used = kilobytes("/proc/self/status", "VmSize:");
    if (!limit || !used) return std::nullopt;
    return *limit - std::min(*limit, *used);
}

std::uint64_t parse_memory_limit(std::uint64_t file_bytes) {
    constexpr std::uint64_t kTimes = 15, kAlways = 32u << 20;
    return kTimes * file_bytes + kAlways;
}

std::size_t text_memory(std::size_t characters) {
    constexpr std::size_t kInside = 15, kAllocation = 17;  // the end mark and what malloc keeps
    return characters > kInside ? characters + kAllocation : 0;
}

}  // namespace affetto
