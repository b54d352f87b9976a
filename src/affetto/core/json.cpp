#include "affetto/core/json.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <vector>

#include "affetto/core/error.hpp"
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

/// Builds the value from the parser's events, refusing what the parser itself lets pass: keys that
/// stand twice and deep nesting. The parser keeps its own stack, so depth costs no recursion here.
class Builder : public nlohmann::json_sax<Json> {
public:
    Builder(std::string_view text, std::string_view name, const JsonLimits& limits)
        : text_(text), name_(name), limits_(limits), reached_(text.data()) {}

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
    bool string(std::string& value) override { return put(std::move(value)); }
    bool binary(Json::binary_t& value) override { return put(std::move(value)); }
    bool start_object(std::size_t) override { return open(Json::object()); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_array() override { return close(); }

    bool key(std::string& key) override {
        Level& level = open_.back();
        if (!level.keys.insert(key).second)
            fail(start_of_string(),
                 "the key '" + printable(key.substr(0, 80)) + "' stands twice in one object");
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
        std::string key;  // the one that awaits its value
        std::unordered_set<std::string> keys;
    };

    [[noreturn]] void fail(std::size_t at, const std::string& what) const {
        throw DataError(name_ + ": " + place_of(text_, at) + ": " + what);
    }

    /// Where the text begins that was read last.
    std::size_t start_of_string() const {
        auto at = static_cast<std::size_t>(reached_ - text_.data()) - 1;  // the closing quote
        for (;;) {
            at = text_.rfind('"', at - 1);
            std::size_t backslashes = 0;
            while (text_[at - 1 - backslashes] == '\\') ++backslashes;
            if (backslashes % 2 == 0) return at;
        }
    }

    bool open(Json container) {
        if (open_.size() >= limits_.max_depth)
            fail(static_cast<std::size_t>(reached_ - text_.data()) - 1,
                 "nested deeper than " + std::to_string(limits_.max_depth) + " levels");
        open_.push_back({std::move(container), {}, {}});
        return true;
    }

    bool close() {
        Json finished = std::move(open_.back().value);
        open_.pop_back();
        return put(std::move(finished));
    }

    bool put(Json value) {
        if (open_.empty()) {
            root_ = std::move(value);
        } else if (Level& level = open_.back(); level.value.is_array()) {
            level.value.push_back(std::move(value));
        } else {
            // Not operator[], which looks through all keys before.
            level.value.get_ref<Json::object_t&>().emplace_back(std::move(level.key),
                                                                std::move(value));
        }
        return true;
    }

    std::string_view text_;
    std::string name_;
    JsonLimits limits_;
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
