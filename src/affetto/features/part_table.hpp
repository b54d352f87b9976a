#pragma once

#include <span>
#include <string>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// One instrument as a token: a General MIDI program (or drums) and, where a piece has several
/// parts of that program, which one of them in the order of the file: POP909's three pianos stay
/// apart.
struct PartKind {
    int program = 0;
    bool drums = false;
    int ordinal = 0;
    std::string name;  ///< its most frequent name in the data

    bool same_slot(const PartKind& other) const {
        return drums == other.drums && (drums || program == other.program) &&
               ordinal == other.ordinal;
    }
};

/// The instruments of a data set, most frequent first; a note's part token indexes it. At least
/// one, at most kMaxPartKinds.
using PartTable = std::vector<PartKind>;
inline constexpr int kMaxPartKinds = 48;

/// The kinds of one score's parts that have notes: result[i] belongs to score.parts[i].
std::vector<PartKind> kinds_of(const Score& score);

/// Counts kinds over scores one by one, so that a data set need not lie in memory.
class PartTableBuilder {
public:
    void add(const Score& score);
    PartTable build() const;

private:
    struct Entry {
        PartKind kind;
        std::vector<std::pair<std::string, int>> names;
        int count = 0;
    };
    std::vector<Entry> entries_;
};

/// The token of a kind: itself, else the nearest (same program family, else the first that is drums
/// or not as it is).
int part_token(const PartTable& table, const PartKind& kind);

Json to_json(const PartTable& table);
/// Throws DataError naming `where`.
PartTable part_table_from_json(const Json& json, const std::string& where);

}  // namespace affetto
