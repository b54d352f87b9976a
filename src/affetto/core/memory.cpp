#include "affetto/core/memory.hpp"

#include <malloc.h>

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

}  // namespace affetto
