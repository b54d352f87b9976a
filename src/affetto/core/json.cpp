#include "affetto/core/json.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <vector>

#include "affetto/core/error.hpp"
#include "affetto/core/interrupt_watch.hpp"
#include "affetto/core/memory.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

std::string place_of(std::string_view text, std::size_t at) {
    const std::string_view before = text.substr(0, std::min(at, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    return "line " + std::to_string(line) + ", column " +
           std::to_string(count_characters(before.substr(line_start)) + 1);
}

/// A text that tells how far it has been read.
struct CountedText {
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    const char* at;
    const char** reached;

    const char& operator*() const { return *at; }
    CountedText& operator++() {
        *reached = ++at;
        return *this;
    }
    friend bool operator==(const CountedText& a, const CountedText& b) { return a.at == b.at; }
};

// What a value takes in memory, with the room that growing lists have to spare.
constexpr std::size_t kValue = 40, kEntry = 176, kText = 48, kContainer = 64;

/// Builds the value from the parser's events, refusing what the parser itself lets pass: keys that
/// stand twice, deep nesting and what takes too much memory. The parser keeps its own stack, so
/// depth costs no recursion here.
class Builder : public nlohmann::json_sax<Json> {
public:
    Builder(std::string_view text, std::string_view name, const JsonLimits& limits)
        : text_(text),
          name_(name),
          limits_(limits),
          max_memory_(parse_memory_limit(text.size())),
          reached_(text.data()) {}

    Json build() {
        const char* end = text_.data() + text_.size();
        Json::sax_parse(CountedText{text_.data(), &reached_}, CountedText{end, &reached_}, this);
        return std::move(root_);
    }

    bool null() override { return put(nullptr); }
    bool boolean(bool value) override { return put(value); }
    bool number_integer(std::int64_t value) override { return put(value); }
    bool number_unsigned(std::uint64_t value) override { return put(value); }
    bool number_float(double value, const std::string&) override { return put(value); }
    bool string(std::string& value) override {
        charge(kText + text_memory(value.size()));
        return put(std::move(value));
    }
    bool binary(Json::binary_t& value) override { return put(std::move(value)); }
    bool start_object(std::size_t) override { return open(Json::object()); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_array() override { return close(); }

    bool key(std::string& key) override {
        charge(text_memory(key.size()));
        Level& level = open_.back();
        level.key_ends.push_back(position());
        level.key = std::move(key);
        return true;
    }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception& fault) override {
        // nlohmann's text is "[kind] parse error at line 1, column 2: syntax error while ... -
        // what".
        const std::string_view what = fault.what();
        const std::size_t dash = what.find(" - ");
        const std::string reason =
            dash != std::string_view::npos ? ": " + printable(what.substr(dash + 3, 160)) : "";
        fail(position > 0 ? position - 1 : 0, "not valid JSON" + reason);
    }

private:
    struct Level {
        Json value;
        std::string key;                    // the one that awaits its value
        std::vector<std::size_t> key_ends;  // where each key's text ends
    };

    [[noreturn]] void fail(std::size_t at, const std::string& what) const {
        throw DataError(name_ + ": " + place_of(text_, at) + ": " + what);
    }

    std::size_t position() const { return static_cast<std::size_t>(reached_ - text_.data()); }

    /// Counts memory that is taken.
    void charge(std::size_t bytes) {
        memory_ += bytes;
        if (memory_ > max_memory_)
            fail(position() - 1, "its values take more than " + std::to_string(max_memory_ >> 20) +
                                     " MB of memory, the limit for a text of " +
                                     std::to_string(text_.size()) + " bytes");
    }

    /// Where the text begins that ends before `end`.
    std::size_t start_of_string(std::size_t end) const {
        std::size_t at = end - 1;  // the closing quote
        for (;;) {
            at = text_.rfind('"', at - 1);
            std::size_t backslashes = 0;
            while (text_[at - 1 - backslashes] == '\\') ++backslashes;
            if (backslashes % 2 == 0) return at;
        }
    }

    /// Throws where a key stands twice, at the second place.
    void check_keys(const Level& level) const {
        const auto& entries = level.value.get_ref<const Json::object_t&>();
        std::vector<std::uint32_t> order(entries.size());
        std::iota(order.begin(), order.end(), 0u);
        const auto key = [&](std::uint32_t i) -> const std::string& {
            return (entries.begin() + i)->first;
        };
        std::stable_sort(order.begin(), order.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
        std::size_t first = entries.size();
        for (std::size_t i = 1; i < order.size(); ++i)
            if (key(order[i - 1]) == key(order[i])) first = std::min<std::size_t>(first, order[i]);
        if (first == entries.size()) return;
        fail(start_of_string(level.key_ends[first]),
             "the key '" +
                 printable(
                     (entries.begin() + static_cast<std::ptrdiff_t>(first))->first.substr(0, 80)) +
                 "' stands twice in one object");
    }

    bool open(Json container) {
        if (open_.size() >= limits_.max_depth)
            fail(position() - 1,
                 "nested deeper than " + std::to_string(limits_.max_depth) + " levels");
        charge(kContainer);
        open_.push_back({std::move(container), {}, {}});
        return true;
    }

    bool close() {
        if (open_.back().value.is_object()) check_keys(open_.back());
        Json finished = std::move(open_.back().value);
        open_.pop_back();
        return put(std::move(finished));
    }

    bool put(Json value) {
        constexpr std::size_t kBetweenChecks = 1 << 12;
        if (++values_ % kBetweenChecks == 0) interrupt_.check();
        if (open_.empty()) {
            root_ = std::move(value);
        } else if (Level& level = open_.back(); level.value.is_array()) {
            charge(kValue);
            level.value.push_back(std::move(value));
        } else {
            charge(kEntry);
            // Not operator[], which looks through all keys before.
            level.value.get_ref<Json::object_t&>().emplace_back(std::move(level.key),
                                                                std::move(value));
        }
        return true;
    }

    std::string_view text_;
    std::string name_;
    JsonLimits limits_;
    std::uint64_t max_memory_;
    std::uint64_t memory_ = 0;
    std::uint64_t values_ = 0;
    InterruptWatch interrupt_;
    const char* reached_;
    std::vector<Level> open_;
    Json root_;
};

}  // namespace

Json parse_json(std::string_view text, std::string_view name, const JsonLimits& limits) {
    if (text.size() > limits.max_bytes)
        throw DataError(std::string(name) + ": larger than " + std::to_string(limits.max_bytes) +
                        " bytes");
    return Builder(text, name, limits).build();
}

Json read_json(const Path& path, const JsonLimits& limits) {
    return parse_json(read_text(path, limits.max_bytes), display(path), limits);
}

void write_json(const Path& path, const Json& value) {
    // Names of foreign files need not be UTF-8; a report about them must still be written.
    write_text(path, value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace affetto
