#include "affetto/training/warnings.hpp"

#include "affetto/core/error.hpp"

namespace affetto {

void warn(const Warn& to, const std::string& what) {
    if (to) to(what);
}

bool write_or_warn(const std::function<void()>& write, const std::string& then, const Warn& to) {
    try {
        write();
        return true;
    } catch (const Error& fault) {
        warn(to, std::string(fault.what()) + "; " + then);
        return false;
    }
}

}  // namespace affetto
