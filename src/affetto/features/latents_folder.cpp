#include "affetto/features/latents_folder.hpp"

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/core/version.hpp"
#include "affetto/features/piano_roll.hpp"
#include "affetto/tensor/tensor_file.hpp"

namespace affetto {
namespace {

constexpr const char* kShard = "latents-00000.safetensors";
constexpr int kFormatVersion = 1;

const std::vector<std::string> kColumns = {
    "id",  "group",     "split",           "valence",           "arousal", "label_source", "steps",
    "key", "tempo_bpm", "metre_numerator", "metre_denominator", "start",   "length"};

double number_at(const CsvTable& table, std::size_t row, std::string_view column) {
    const std::string& text = table.at(row, column);
    const std::optional<double> value = parse_number(text);
    if (!value)
        throw DataError(table.name + ": line " + std::to_string(table.lines[row]) + ": column '" +
                        std::string(column) + "' must be a number, got '" + text + "'");
    return *value;
}

/// Every token within its vocabulary, so that no later stage reads beyond a table.
void check_values(const at::Tensor& features, const LatentSet& set, const std::string& where) {
    if (features.numel() == 0) return;
    if (set.representation == Representation::roll) {
        if (features.max().item<int>() > 1) throw DataError(where + ": roll values must be 0 or 1");
        return;
    }
    const NoteVocabulary vocabulary(set.format);
    const at::Tensor low = features.amin(0), high = features.amax(0);
    for (int f = 0; f < kNoteFields; ++f) {
        const auto size = vocabulary.sizes[static_cast<std::size_t>(f)];
        if (low[f].item<int>() < 0 || high[f].item<int>() >= size)
            throw DataError(where + ": field '" + std::string(name_of(static_cast<NoteField>(f))) +
                            "' must lie in [0, " + std::to_string(size) + "), found " +
                            std::to_string(low[f].item<int>()) + " to " +
                            std::to_string(high[f].item<int>()));
    }
}

}  // namespace

std::string_view name_of(Representation r) { return r == Representation::notes ? "notes" : "roll"; }

Representation representation_from_name(const std::string& name) {
    if (name == "notes") return Representation::notes;
    if (name == "roll") return Representation::roll;
    throw UsageError("representation: expected notes or roll, got '" + name + "'");
}

std::int64_t LatentSet::steps() const {
    std::int64_t total = 0;
    for (const LatentClip& clip : clips) total += clip.features.size(0);
    return total;
}

void write_latents(const Path& folder, const LatentSet& set) {
    std::vector<std::vector<std::string>> rows;
    std::vector<at::Tensor> features;
    for (const LatentClip& clip : set.clips) {
        features.push_back(clip.features);
        const PieceCondition& c = clip.condition;
        rows.push_back({clip.id, clip.group, clip.split,
                        clip.emotion ? format_number(clip.emotion->valence) : "",
                        clip.emotion ? format_number(clip.emotion->arousal) : "", clip.label_source,
                        std::to_string(clip.features.size(0)), std::to_string(c.key),
                        format_number(c.tempo_bpm), std::to_string(c.metre_numerator),
                        std::to_string(c.metre_denominator), format_number(c.start),
                        format_number(c.length)});
    }
    write_text(folder / "metadata.csv", to_csv(kColumns, rows));
    write_tensor_file(folder / kShard, {{"features", at::cat(features, 0)}},
                      {{"format", "affetto-latents"},
                       {"representation", std::string(name_of(set.representation))}});
    Json manifest = {
        {"what", "affetto latents"},
        {"format_version", kFormatVersion},
        {"version", version()},
        {"representation", name_of(set.representation)},
        {"kind", set.representation == Representation::notes ? "categorical" : "binary"},
        {"window", set.window},
        {"format", to_json(set.format)},
        {"clips", set.clips.size()},
        {"steps", set.steps()}};
    for (const auto& [key, value] : set.manifest.items())
        if (!manifest.contains(key)) manifest[key] = value;
    write_json(folder / "manifest.json", manifest);
}

LatentSet read_latents(const Path& folder) {
    const Path manifest_path = folder / "manifest.json";
    if (!std::filesystem::exists(manifest_path))
        throw DataError(display(folder) +
                        ": no manifest.json; expected a folder written by 'affetto latents'");
    LatentSet set;
    set.manifest = read_json(manifest_path);
    const std::string where = display(manifest_path);
    try {
        if (set.manifest.at("what") != "affetto latents" ||
            set.manifest.at("format_version") != kFormatVersion)
            throw DataError(where + ": not a latents folder of format " +
                            std::to_string(kFormatVersion) +
                            "; make it again with 'affetto latents'");
        set.representation =
            representation_from_name(set.manifest.at("representation").get<std::string>());
        set.window = set.manifest.at("window").get<int>();
        set.format = note_format_from_json(set.manifest.at("format"), where);
    } catch (const Json::exception& fault) {
        throw DataError(where + ": " + fault.what());
    }

    const CsvTable table = read_csv(folder / "metadata.csv");
    for (const std::string& column : kColumns) table.require_column(column);
    const TensorFile file = read_tensor_file(folder / kShard);
    const bool notes = set.representation == Representation::notes;
    const at::Tensor& features = file.require("features", {-1, notes ? kNoteFields : kRollWidth},
                                              notes ? at::kShort : at::kByte);
    check_values(features, set, file.name);

    std::int64_t begin = 0;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        LatentClip clip;
        clip.id = table.at(row, "id");
        clip.group = table.at(row, "group");
        clip.split = table.at(row, "split");
        clip.label_source = table.at(row, "label_source");
        if (!table.at(row, "valence").empty())
            clip.emotion = Emotion{static_cast<float>(number_at(table, row, "valence")),
                                   static_cast<float>(number_at(table, row, "arousal"))};
        clip.condition = {static_cast<int>(number_at(table, row, "key")),
                          number_at(table, row, "tempo_bpm"),
                          static_cast<int>(number_at(table, row, "metre_numerator")),
                          static_cast<int>(number_at(table, row, "metre_denominator")),
                          number_at(table, row, "start"),
                          number_at(table, row, "length")};
        const auto steps = static_cast<std::int64_t>(number_at(table, row, "steps"));
        if (steps < 1 || begin + steps > features.size(0))
            throw DataError(table.name + ": line " + std::to_string(table.lines[row]) + ": steps " +
                            std::to_string(steps) + " do not fit the " +
                            std::to_string(features.size(0)) + " rows of " + kShard);
        clip.features = features.narrow(0, begin, steps);
        begin += steps;
        set.clips.push_back(std::move(clip));
    }
    if (begin != features.size(0) || set.clips.empty())
        throw DataError(table.name + ": its clips have " + std::to_string(begin) + " steps, " +
                        kShard + " has " + std::to_string(features.size(0)));
    return set;
}

}  // namespace affetto
