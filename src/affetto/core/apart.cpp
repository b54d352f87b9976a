#include "affetto/core/apart.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

namespace fs = std::filesystem;

/// What a path is on its disk, under whatever name.
struct Identity {
    dev_t device = 0;
    ino_t number = 0;

    bool operator==(const Identity& other) const {
        return device == other.device && number == other.number;
    }
};

/// Of what is there of a path: itself, the folder that it lies in, and so on to the root.
struct Lineage {
    bool exists = false;
    std::vector<Identity> identities;

    bool has(const Identity& wanted) const {
        return std::find(identities.begin(), identities.end(), wanted) != identities.end();
    }
};

Lineage lineage_of(const Path& canonical) {
    Lineage lineage;
    for (Path path = canonical;; path = path.parent_path()) {
        struct stat status {};
        if (::stat(path.c_str(), &status) == 0) {
            if (path == canonical) lineage.exists = true;
            lineage.identities.push_back({status.st_dev, status.st_ino});
        }
        if (path == path.parent_path()) return lineage;
    }
}

}  // namespace

Path resolved_output(Path out) {
    if (out.empty()) throw UsageError("the output folder has no name; pass --out DIR");
    const Path absolute = fs::absolute(out);
    std::error_code error;
    out = fs::weakly_canonical(absolute, error);
    if (error) out = absolute.lexically_normal();
    return out.filename().empty() ? out.parent_path() : out;
}

Path beside_output(Path out, std::string_view ending) {
    if (out.filename().empty()) out = out.parent_path();
    return out += ending;
}

void require_apart(const Path& out, std::span<const Path> inputs) {
    const Lineage own = lineage_of(resolved_output(out));
    for (const Path& input : inputs) {
        std::error_code error;
        const Path canonical = fs::canonical(input, error);
        if (error || input.empty()) continue;
        const Lineage other = lineage_of(canonical);
        if (!other.exists) continue;
        const Identity &input_itself = other.identities.front(),
                       &out_itself = own.identities.front();
        const std::string end = " " + display(input) + "; choose another --out";
        if (own.exists && input_itself == out_itself)
            throw UsageError(display(out) + ": is an input itself:" + end);
        if (own.exists && other.has(out_itself))
            throw UsageError(display(out) + ": holds the input" + end);
        if (own.has(input_itself)) throw UsageError(display(out) + ": lies in the input" + end);
    }
}

}  // namespace affetto
