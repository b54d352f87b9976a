#include "affetto/core/emotion_spec.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::size_t kMaxSpecBytes = 10'000;
constexpr std::size_t kMaxPoints = 1'000;
constexpr double kMaxSeconds = 3'600;

class SpecParser {
public:
    explicit SpecParser(std::string_view spec) : spec_(spec) {}

    EmotionCurve parse() {
        if (spec_.size() > kMaxSpecBytes)
            throw UsageError("emotion: longer than " + std::to_string(kMaxSpecBytes) +
                             " bytes; give a long curve as a file, @curve.csv");
        EmotionCurve curve;
        curve.spec = std::string(spec_);
        const std::string_view body = trim(spec_);
        if (body.empty()) fail(0, "expected an emotion such as happy, Q3 or v=0.8,a=-0.2");
        if (body.front() == '@') {
            curve.points = points_of_file(body.substr(1));
        } else if (is_curve(body)) {
            curve.points = points_of(body);
        } else {
            curve.points = {{Seconds(0), value(body, ',')}};
            curve.names = names_of(body);
        }
        return curve;
    }

private:
    /// Where `part`, a piece of the SPEC, begins, past its blanks.
    std::size_t offset(std::string_view part) const {
        const auto begin = static_cast<std::size_t>(part.data() - spec_.data());
        const std::size_t blanks = part.find_first_not_of(" \t\r\n\f\v");
        return begin + (blanks == std::string_view::npos ? part.size() : blanks);
    }

    [[noreturn]] void fail(std::size_t at, const std::string& what) const {
        // A long SPEC is shown from some way before the fault.
        constexpr std::size_t kBefore = 60, kAfter = 20;
        std::size_t begin = at > kBefore + kAfter ? at - kBefore : 0;
        while (begin > 0 && (static_cast<unsigned char>(spec_[begin]) & 0xC0) == 0x80) ++begin;
        const std::string lead = begin > 0 ? "..." : "";
        const std::string before = lead + printable(spec_.substr(begin, at - begin));
        const bool cut = spec_.size() > at + kAfter + kBefore;
        const std::string after =
            printable(spec_.substr(at, cut ? kBefore : std::string_view::npos));
        throw UsageError("emotion: character " +
                         std::to_string(count_characters(spec_.substr(0, at)) + 1) + ": " + what +
                         "\n  " + before + after + (cut ? "..." : "") + "\n  " +
                         std::string(count_characters(before), ' ') + "^");
    }

    /// A curve's first field is a time: digits, then "s", then "=".
    static bool is_curve(std::string_view body) {
        const std::string_view key = trim(body.substr(0, body.find('=')));
        return body.find('=') != std::string_view::npos && !key.empty() &&
               ((key.front() >= '0' && key.front() <= '9') || key.front() == '.' ||
                key.front() == '-' || key.front() == '+');
    }

    std::vector<EmotionCurve::Point> points_of(std::string_view body) const {
        std::vector<EmotionCurve::Point> points;
        for (const std::string_view item : split(body, ',')) {
            const std::size_t equals = item.find('=');
            if (equals == std::string_view::npos)
                fail(offset(item),
                     "expected TIME=EMOTION, such as 20s=happy (inside a curve a point "
                     "is written v=0.2;a=0.5)");
            const std::string axis = to_lower(trim(item.substr(0, equals)));
            if (axis == "v" || axis == "a" || axis == "valence" || axis == "arousal")
                fail(offset(item), "inside a curve a point is written v=0.2;a=0.5");
            std::string_view time = trim(item.substr(0, equals));
            const bool has_unit = !time.empty() && (time.back() == 's' || time.back() == 'S');
            if (has_unit) time.remove_suffix(1);
            const auto seconds = parse_number(time);
            if (!seconds || *seconds < 0 || *seconds > kMaxSeconds)
                fail(offset(item), "expected a time from 0s to 3600s, such as 20s");
            if (!has_unit)
                fail(offset(item),
                     "a time needs its unit; did you mean '" + std::string(time) + "s'?");
            if (!points.empty() && Seconds(*seconds) <= points.back().time)
                fail(offset(item), "times must grow from point to point");
            points.push_back({Seconds(*seconds), value(item.substr(equals + 1), ';')});
            if (points.size() > kMaxPoints)
                fail(offset(item), "more than " + std::to_string(kMaxPoints) + " points");
        }
        return points;
    }

    std::vector<EmotionCurve::Point> points_of_file(std::string_view name) const {
        if (trim(name).empty()) fail(offset(name), "expected a file after '@', as in @curve.csv");
        const CsvTable table = [&] {
            try {
                return read_csv(Path(std::string(trim(name))), {.max_bytes = 10u << 20});
            } catch (const Interrupted&) {
                throw;
            } catch (const Error& fault) {
                throw UsageError(std::string("emotion: ") + fault.what());
            }
        }();
        std::vector<EmotionCurve::Point> points;
        for (const char* column : {"time", "valence", "arousal"})
            if (!table.column(column))
                throw UsageError("emotion: " + table.name + ": column '" + column +
                                 "' is missing; expected time,valence,arousal");
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            const auto number = [&](const char* column, double low, double high) {
                const auto parsed = parse_number(table.at(row, column));
                if (!parsed || *parsed < low || *parsed > high)
                    throw UsageError("emotion: " + table.name + ": line " +
                                     std::to_string(table.lines[row]) + ": " + column +
                                     " must lie in [" + format_number(low) + ", " +
                                     format_number(high) + "], got '" +
                                     printable(table.at(row, column)).substr(0, 80) + "'");
                return *parsed;
            };
            const Seconds time(number("time", 0, kMaxSeconds));
            if (!points.empty() && time <= points.back().time)
                throw UsageError("emotion: " + table.name + ": line " +
                                 std::to_string(table.lines[row]) +
                                 ": times must grow from row to row");
            points.push_back({time,
                              {static_cast<float>(number("valence", -1, 1)),
                               static_cast<float>(number("arousal", -1, 1))}});
            if (points.size() > kMaxPoints)
                throw UsageError("emotion: " + table.name + ": more than " +
                                 std::to_string(kMaxPoints) + " points");
        }
        if (points.empty()) throw UsageError("emotion: " + table.name + ": has no rows");
        return points;
    }

    /// A point, a blend, or a name. `comma` stands between the axes of a point.
    Emotion value(std::string_view text, char comma) const {
        const std::string_view body = trim(text);
        if (body.empty())
            fail(offset(text), "expected an emotion such as happy, Q3 or v=0.8" +
                                   std::string(1, comma) + "a=-0.2");
        if (body.find('=') != std::string_view::npos) return point(body, comma);
        if (body.find_first_of(":+") != std::string_view::npos) return blend(body);
        return named(body);
    }

    Emotion point(std::string_view body, char comma) const {
        std::optional<double> valence, arousal;
        for (const std::string_view item : split(body, comma)) {
            const std::size_t equals = item.find('=');
            const std::string axis = to_lower(trim(item.substr(0, equals)));
            const bool is_valence = axis == "v" || axis == "valence";
            if (equals == std::string_view::npos ||
                (!is_valence && axis != "a" && axis != "arousal"))
                fail(offset(item), "expected v=NUMBER or a=NUMBER, as in v=0.8" +
                                       std::string(1, comma) + "a=-0.2");
            const std::string_view digits = item.substr(equals + 1);
            const auto number = parse_number(digits);
            if (!number || *number < -1 || *number > 1)
                fail(offset(digits), "expected a number from -1 to 1");
            std::optional<double>& slot = is_valence ? valence : arousal;
            if (slot) fail(offset(item), "'" + axis + "' stands twice");
            slot = *number;
        }
        if (!valence || !arousal)
            fail(offset(body),
                 std::string("a point needs both axes; ") + (valence ? "a" : "v") + " is missing");
        return {static_cast<float>(*valence), static_cast<float>(*arousal)};
    }

    Emotion blend(std::string_view body) const {
        double total = 0, valence = 0, arousal = 0;
        for (const std::string_view item : split(body, '+')) {
            const std::size_t colon = item.find(':');
            double weight = 1;
            if (colon != std::string_view::npos) {
                const std::string_view digits = item.substr(colon + 1);
                const auto number = parse_number(digits);
                if (!number || *number <= 0 || *number > 1e6)
                    fail(offset(digits), "expected a positive weight, as in happy:0.7");
                weight = *number;
            }
            if (trim(item.substr(0, colon)).empty())
                fail(offset(item), "expected NAME:WEIGHT, as in happy:0.7+calm:0.3");
            const Emotion e = named(item.substr(0, colon));
            total += weight;
            valence += weight * e.valence;
            arousal += weight * e.arousal;
        }
        return {static_cast<float>(valence / total), static_cast<float>(arousal / total)};
    }

    /// The weights of a name or a blend that value() has understood; empty for a point and for a
    /// quadrant alone. A quadrant in a blend stands for the names near its centre.
    static NameWeights names_of(std::string_view body) {
        if (body.find('=') != std::string_view::npos || quadrant_from_name(body)) return {};
        NameWeights names(named_emotions().size(), 0.0f);
        double total = 0;
        for (const std::string_view item : split(body, '+')) {
            const std::size_t colon = item.find(':');
            const double weight = colon == std::string_view::npos
                                      ? 1
                                      : parse_number(item.substr(colon + 1)).value_or(1);
            const std::string_view name = trim(item.substr(0, colon));
            const auto quadrant = quadrant_from_name(name);
            const NameWeights part =
                quadrant ? weights_near(centre_of(*quadrant))
                         : weights_of({{std::string(find_named_emotion(name)->name), 1.0f}});
            for (std::size_t i = 0; i < names.size(); ++i)
                names[i] += static_cast<float>(weight) * part[i];
            total += weight;
        }
        for (float& w : names) w /= static_cast<float>(total);
        return names;
    }

    Emotion named(std::string_view text) const {
        const std::string_view name = trim(text);
        if (const auto quadrant = quadrant_from_name(name)) return centre_of(*quadrant);
        if (const auto emotion = find_named_emotion(name)) return emotion->emotion;
        std::vector<std::string> candidates{"Q1", "Q2", "Q3", "Q4"};
        for (const NamedEmotion& e : named_emotions()) candidates.emplace_back(e.name);
        const auto nearest = nearest_name(name, candidates);
        fail(offset(name), "unknown emotion '" + printable(name.substr(0, 40)) + "'" +
                               (nearest ? "; did you mean '" + *nearest + "'?"
                                        : "; 'affetto generate --help' lists the names"));
    }

    std::string_view spec_;
};

}  // namespace

Emotion EmotionCurve::at(Seconds t) const {
    if (t <= points.front().time) return points.front().emotion;
    const auto after = std::upper_bound(points.begin(), points.end(), t,
                                        [](Seconds s, const Point& p) { return s < p.time; });
    if (after == points.end()) return points.back().emotion;
    const Point &a = *std::prev(after), &b = *after;
    const auto share = static_cast<float>((t - a.time).value / (b.time - a.time).value);
    return {a.emotion.valence + share * (b.emotion.valence - a.emotion.valence),
            a.emotion.arousal + share * (b.emotion.arousal - a.emotion.arousal)};
}

Emotion EmotionCurve::mean(Seconds length) const {
    if (is_constant() || length.value <= 0) return at(Seconds(0));
    // Trapezoids between the points within [0, length]: exact for straight lines.
    std::vector<double> times{0, length.value};
    for (const Point& p : points)
        if (p.time.value > 0 && p.time < length) times.push_back(p.time.value);
    std::sort(times.begin(), times.end());
    double valence = 0, arousal = 0;
    for (std::size_t i = 1; i < times.size(); ++i) {
        const Emotion a = at(Seconds(times[i - 1])), b = at(Seconds(times[i]));
        const double half = 0.5 * (times[i] - times[i - 1]);
        valence += half * (a.valence + b.valence);
        arousal += half * (a.arousal + b.arousal);
    }
    return {static_cast<float>(valence / length.value), static_cast<float>(arousal / length.value)};
}

EmotionCurve parse_emotion_spec(std::string_view spec) { return SpecParser(spec).parse(); }

}  // namespace affetto
