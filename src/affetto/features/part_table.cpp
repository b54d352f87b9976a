#include "affetto/features/part_table.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "affetto/core/error.hpp"

namespace affetto {

std::vector<PartKind> kinds_of(const Score& score) {
    std::vector<PartKind> kinds;
    std::map<std::pair<int, bool>, int> parts_of;  // of a program, so far
    for (const Part& part : score.parts) {
        PartKind kind{part.drums ? 0 : part.program, part.drums, 0, part.name};
        if (!part.notes.empty()) kind.ordinal = parts_of[{kind.program, kind.drums}]++;
        kinds.push_back(kind);
    }
    return kinds;
}

void PartTableBuilder::add(const Score& score) {
    const std::vector<PartKind> kinds = kinds_of(score);
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (score.parts[i].notes.empty()) continue;
        auto entry = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& e) { return e.kind.same_slot(kinds[i]); });
        if (entry == entries_.end()) {
            entries_.push_back({kinds[i], {}, 0});
            entry = entries_.end() - 1;
        }
        ++entry->count;
        auto name = std::find_if(entry->names.begin(), entry->names.end(),
                                 [&](const auto& n) { return n.first == kinds[i].name; });
        constexpr std::size_t kMostNames = 500;  // a search through all for every part
        if (name != entry->names.end())
            ++name->second;
        else if (entry->names.size() < kMostNames)
            entry->names.emplace_back(kinds[i].name, 1);
    }
}

PartTable PartTableBuilder::build() const {
    std::vector<Entry> sorted = entries_;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Entry& a, const Entry& b) { return a.count > b.count; });
    if (sorted.size() > kMaxPartKinds) sorted.resize(kMaxPartKinds);
    PartTable table;
    for (const Entry& entry : sorted) {
        PartKind kind = entry.kind;
        kind.name = std::max_element(entry.names.begin(), entry.names.end(), [](auto& a, auto& b) {
                        return a.second < b.second;
                    })->first;
        table.push_back(kind);
    }
    if (table.empty()) table.push_back(PartKind{0, false, 0, "Piano"});
    return table;
}

int part_token(const PartTable& table, const PartKind& kind) {
    int best = 0, best_score = -1;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const PartKind& candidate = table[i];
        if (candidate.same_slot(kind)) return static_cast<int>(i);
        int score = 0;
        if (candidate.drums == kind.drums) score += 4;
        if (!kind.drums && candidate.program == kind.program) score += 2;
        if (!kind.drums && candidate.program / 8 == kind.program / 8) score += 1;
        if (score > best_score) {
            best = static_cast<int>(i);
            best_score = score;
        }
    }
    return best;
}

Json to_json(const PartTable& table) {
    Json json = Json::array();
    for (const PartKind& kind : table)
        json.push_back({{"program", kind.program},
                        {"drums", kind.drums},
                        {"ordinal", kind.ordinal},
                        {"name", kind.name}});
    return json;
}

PartTable part_table_from_json(const Json& json, const std::string& where) {
    try {
        PartTable table;
        for (const Json& item : json)
            table.push_back({item.at("program").get<int>(), item.at("drums").get<bool>(),
                             item.at("ordinal").get<int>(), item.at("name").get<std::string>()});
        const bool valid = !table.empty() && table.size() <= kMaxPartKinds &&
                           std::all_of(table.begin(), table.end(), [](const PartKind& k) {
                               return k.program >= 0 && k.program < 128 && k.ordinal >= 0;
                           });
        if (valid) return table;
    } catch (const Json::exception&) {
    }
    throw DataError(where + ": 'parts' must list 1 to " + std::to_string(kMaxPartKinds) +
                    " instruments with program (0-127), drums, ordinal and name");
}

}  // namespace affetto
