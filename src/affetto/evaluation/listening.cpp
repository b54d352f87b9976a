#include "affetto/evaluation/listening.hpp"

#include <algorithm>
#include <array>

#include "affetto/core/error.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

const std::vector<std::string> kColumns = {
    "page",    "clip",    "kind",          "source",        "emotion",
    "valence", "arousal", "heard_valence", "heard_arousal", "heard_quadrant"};

/// Indices of one kind: quadrants in turn, at random within them.
std::vector<std::size_t> in_turn(const std::vector<ListeningClip>& pieces, bool generated,
                                 Random& rng) {
    std::array<std::vector<std::size_t>, kNumQuadrants> piles;
    std::size_t highest = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        if (pieces[i].generated == generated)
            piles[static_cast<std::size_t>(quadrant_of(pieces[i].asked))].push_back(i);
    for (auto& pile : piles) {
        rng.shuffle(pile);
        highest = std::max(highest, pile.size());
    }
    std::vector<std::size_t> order;
    for (std::size_t level = 0; level < highest; ++level)
        for (const auto& pile : piles)
            if (level < pile.size()) order.push_back(pile[level]);
    return order;
}

/// The words of a CSV row, checked.
class KeyRow {
public:
    KeyRow(const CsvTable& table, std::size_t row) : table_(table), row_(row) {}

    const std::string& text(const char* column) const { return table_.at(row_, column); }
    float coordinate(const char* column) const {
        const auto value = parse_number(text(column));
        if (!value || *value < -1 || *value > 1) fail(column, "a number from -1 to 1");
        return static_cast<float>(*value);
    }
    bool is_generated() const {
        const std::string& kind = text("kind");
        if (kind != "generated" && kind != "real") fail("kind", "generated or real");
        return kind == "generated";
    }
    Quadrant quadrant(const char* column) const {
        const auto quadrant = quadrant_from_name(text(column));
        if (!quadrant) fail(column, "a quadrant");
        return *quadrant;
    }

private:
    [[noreturn]] void fail(const char* column, const std::string& expected) const {
        throw DataError(table_.name + ":" + std::to_string(table_.lines[row_]) + ": " + column +
                        ": expected " + expected + ", found '" + printable(text(column)) + "'");
    }

    const CsvTable& table_;
    std::size_t row_;
};

}  // namespace

std::vector<std::size_t> listening_order(const std::vector<ListeningClip>& pieces, Random& rng) {
    const std::vector<std::size_t> generated = in_turn(pieces, true, rng);
    const std::vector<std::size_t> real = in_turn(pieces, false, rng);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < std::max(generated.size(), real.size()); ++i) {
        if (i < generated.size()) order.push_back(generated[i]);
        if (i < real.size()) order.push_back(real[i]);
    }
    return order;
}

void number_clips(std::vector<ListeningClip>& clips, Random& rng) {
    constexpr std::size_t kIdDigits = 12;
    rng.shuffle(clips);
    for (std::size_t i = 0; i < clips.size(); ++i) {
        const std::string number = std::to_string(i + 1);
        clips[i].code = "c" + std::string(number.size() < 2 ? 1 : 0, '0') + number;
        clips[i].page.clear();
    }
    const std::string key = key_to_csv(clips);
    const std::string id =
        sha256_hex(std::as_bytes(std::span(key.data(), key.size()))).substr(0, kIdDigits);
    for (ListeningClip& clip : clips) clip.page = id;
}

std::string key_to_csv(const std::vector<ListeningClip>& clips) {
    std::vector<std::vector<std::string>> rows;
    for (const ListeningClip& c : clips)
        rows.push_back({c.page, c.code, c.generated ? "generated" : "real", c.source, c.spec,
                        format_number(c.asked.valence), format_number(c.asked.arousal),
                        format_number(c.heard.valence), format_number(c.heard.arousal),
                        std::string(name_of(c.heard_quadrant))});
    return to_csv(kColumns, rows);
}

std::vector<ListeningClip> key_from_csv(const CsvTable& table) {
    for (const std::string& column : kColumns) table.require_column(column);
    std::vector<ListeningClip> clips;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const KeyRow row(table, i);
        clips.push_back({row.text("page"),
                         row.text("clip"),
                         row.is_generated(),
                         row.text("source"),
                         row.text("emotion"),
                         {row.coordinate("valence"), row.coordinate("arousal")},
                         {row.coordinate("heard_valence"), row.coordinate("heard_arousal")},
                         row.quadrant("heard_quadrant")});
    }
    return clips;
}

}  // namespace affetto
