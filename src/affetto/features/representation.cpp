#include "affetto/features/representation.hpp"

#include <array>
#include <vector>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::array kAll = {Representation::notes,  Representation::roll,
                             Representation::mel,    Representation::mfcc,
                             Representation::chroma, Representation::encodec};

}  // namespace

std::span<const Representation> all_representations() { return kAll; }

std::string_view name_of(Representation r) {
    switch (r) {
        case Representation::notes:
            return "notes";
        case Representation::roll:
            return "roll";
        case Representation::mel:
            return "mel";
        case Representation::mfcc:
            return "mfcc";
        case Representation::chroma:
            return "chroma";
        case Representation::encodec:
            return "encodec";
    }
    return "";
}

Representation representation_from_name(const std::string& name) {
    std::string list;
    for (const Representation r : kAll) {
        if (name_of(r) == name) return r;
        list += (list.empty() ? "" : ", ") + std::string(name_of(r));
    }
    throw UsageError("representation: expected one of " + list + ", got '" + name + "'");
}

bool is_sound(Representation r) { return kind_of(r) == "continuous"; }

std::string_view kind_of(Representation r) {
    switch (r) {
        case Representation::notes:
            return "categorical";
        case Representation::roll:
            return "binary";
        default:
            return "continuous";
    }
}

}  // namespace affetto
