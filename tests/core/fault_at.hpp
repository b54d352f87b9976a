#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/file.hpp"

namespace affetto::test {

/// While it lives, the file layer's call number `at` (from 0) fails as on a full disk.
class FaultAt {
public:
    explicit FaultAt(std::size_t at) {
        set_file_fault([this, at](std::string_view call) {
            calls_.emplace_back(call);
            return calls_.size() == at + 1;
        });
    }
    ~FaultAt() { set_file_fault({}); }
    FaultAt(const FaultAt&) = delete;
    FaultAt& operator=(const FaultAt&) = delete;

    const std::vector<std::string>& calls() const { return calls_; }

private:
    std::vector<std::string> calls_;
};

/// The names in a folder, sorted, hidden ones included.
inline std::vector<std::string> names_in(const Path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        names.push_back(display(entry.path().filename()));
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace affetto::test
