#include "affetto/features/latents_folder.hpp"

#include <algorithm>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/core/version.hpp"
#include "affetto/features/piano_roll.hpp"
#include "affetto/tensor/tensor_file.hpp"

namespace affetto {
namespace {

constexpr int kFormatVersion = 1;
/// Of one shard: what a machine reads at once, and a file system moves without effort.
constexpr std::size_t kShardBytes = std::size_t{256} << 20;

std::vector<std::string> columns_of(Representation r) {
    std::vector<std::string> columns = {"id",      "group",        "split", "valence",
                                        "arousal", "label_source", "steps"};
    if (!is_sound(r))
        columns.insert(columns.end(), {"key", "tempo_bpm", "metre_numerator", "metre_denominator"});
    columns.insert(columns.end(), {"start", "length"});
    return columns;
}

std::vector<std::string> row_of(const LatentClip& clip, Representation r) {
    const PieceCondition& c = clip.condition;
    std::vector<std::string> row = {clip.id,
                                    clip.group,
                                    clip.split,
                                    clip.emotion ? format_number(clip.emotion->valence) : "",
                                    clip.emotion ? format_number(clip.emotion->arousal) : "",
                                    clip.label_source,
                                    std::to_string(clip.features.size(0))};
    if (!is_sound(r))
        row.insert(row.end(),
                   {std::to_string(c.key), format_number(c.tempo_bpm),
                    std::to_string(c.metre_numerator), std::to_string(c.metre_denominator)});
    row.insert(row.end(), {format_number(c.start), format_number(c.length)});
    return row;
}

/// Columns at the end of metadata.csv, each only where some clip has it.
const std::vector<std::string> kMore = {"labels", "valence_sd", "arousal_sd"};

std::vector<std::string> more_of(const LatentClip& clip) {
    const auto number = [](const std::optional<double>& value) {
        return value ? format_number(*value) : std::string();
    };
    return {clip.labels.empty() ? std::string() : to_string(clip.labels), number(clip.valence_sd),
            number(clip.arousal_sd)};
}

/// The columns of kMore that some row fills, behind those that every folder has.
void append_filled(std::vector<std::string>& header, std::vector<std::vector<std::string>>& rows,
                   const std::vector<std::vector<std::string>>& more) {
    for (std::size_t c = 0; c < kMore.size(); ++c) {
        if (std::all_of(more.begin(), more.end(), [&](const auto& row) { return row[c].empty(); }))
            continue;
        header.push_back(kMore[c]);
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].push_back(more[i][c]);
    }
}

std::string shard_name(std::size_t index) {
    const std::string digits = std::to_string(index);
    return "latents-" + std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits +
           ".safetensors";
}

std::string word_of(at::ScalarType type) {
    if (type == at::kShort) return "int16";
    if (type == at::kByte) return "uint8";
    return type == at::kHalf ? "float16" : "float32";
}

Json format_json(const LatentSet& set) {
    return is_sound(set.representation) ? to_json(set.frames, set.representation)
                                        : to_json(set.format);
}

double number_at(const CsvTable& table, std::size_t row, std::string_view column) {
    const std::string& text = table.at(row, column);
    const std::optional<double> value = parse_number(text);
    if (!value)
        throw DataError(table.name + ": line " + std::to_string(table.lines[row]) + ": column '" +
                        std::string(column) + "' must be a number, got '" + text + "'");
    return *value;
}

/// What the columns of kMore say of a clip, in a folder that has them.
void read_more(LatentClip& clip, const CsvTable& table, std::size_t row) {
    const auto spread = [&](std::string_view column) -> std::optional<double> {
        if (!table.column(column) || table.at(row, column).empty()) return std::nullopt;
        return number_at(table, row, column);
    };
    clip.valence_sd = spread("valence_sd");
    clip.arousal_sd = spread("arousal_sd");
    if (!table.column("labels") || table.at(row, "labels").empty()) return;
    try {
        clip.labels = parse_distribution(table.at(row, "labels"));
    } catch (const DataError& fault) {
        throw DataError(table.name + ": line " + std::to_string(table.lines[row]) +
                        ": column 'labels': " + fault.what());
    }
}

/// Every token within its vocabulary, so that no later stage reads beyond a table.
void check_values(const at::Tensor& features, const LatentSet& set, const std::string& where) {
    if (features.numel() == 0) return;
    if (is_sound(set.representation)) {
        if (!at::isfinite(features).all().item<bool>())
            throw DataError(where + ": features must be numbers, found NaN or infinite values");
        return;
    }
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

std::int64_t LatentSet::steps() const {
    std::int64_t total = 0;
    for (const LatentClip& clip : clips) total += clip.features.size(0);
    return total;
}

LatentsWriter::LatentsWriter(Path folder, Representation r)
    : folder_(std::move(folder)), representation_(r) {}

void LatentsWriter::add(const LatentClip& clip) {
    rows_.push_back(row_of(clip, representation_));
    more_.push_back(more_of(clip));
    pending_.push_back(clip.features);
    pending_bytes_ += clip.features.nbytes();
    if (clip.codes.defined()) {
        pending_codes_.push_back(clip.codes);
        pending_bytes_ += clip.codes.nbytes();
    }
    pending_steps_ += clip.features.size(0);
    if (pending_bytes_ >= kShardBytes) write_shard();
}

void LatentsWriter::write_shard() {
    if (pending_.empty()) return;
    values_ = pending_[0].size(1);
    dtype_ = word_of(pending_[0].scalar_type());
    const std::string name = shard_name(shards_.size());
    NamedTensors tensors = {{"features", at::cat(pending_, 0)}};
    if (!pending_codes_.empty()) tensors["codes"] = at::cat(pending_codes_, 1);
    write_tensor_file(
        folder_ / name, tensors,
        {{"format", "affetto-latents"}, {"representation", std::string(name_of(representation_))}});
    shards_.push_back({{"file", name}, {"steps", pending_steps_}});
    steps_ += pending_steps_;
    pending_.clear();
    pending_codes_.clear();
    pending_bytes_ = 0;
    pending_steps_ = 0;
}

void LatentsWriter::finish(const LatentSet& set) {
    write_shard();
    std::vector<std::string> header = columns_of(representation_);
    append_filled(header, rows_, more_);
    write_text(folder_ / "metadata.csv", to_csv(header, rows_));
    Json manifest = {{"what", "affetto latents"},
                     {"format_version", kFormatVersion},
                     {"version", version()},
                     {"representation", name_of(representation_)},
                     {"kind", kind_of(representation_)},
                     {"window", set.window},
                     {"format", format_json(set)},
                     {"clips", rows_.size()},
                     {"steps", steps_},
                     {"values", values_},
                     {"dtype", dtype_},
                     {"shards", shards_}};
    for (const auto& [key, value] : set.manifest.items())
        if (!manifest.contains(key)) manifest[key] = value;
    write_json(folder_ / "manifest.json", manifest);
}

void write_latents(const Path& folder, const LatentSet& set) {
    LatentsWriter writer(folder, set.representation);
    for (const LatentClip& clip : set.clips) writer.add(clip);
    writer.finish(set);
}

namespace {

struct Shard {
    at::Tensor features, codes;  // [steps, values]; [K, steps] or undefined
};

/// The codes of a shard, each in its codebook; undefined where it has none.
at::Tensor read_codes(const TensorFile& file, const CodecConfig& codec, std::int64_t steps) {
    const auto found = file.tensors.find("codes");
    if (found == file.tensors.end()) return {};
    const bool wide = found->second.scalar_type() == at::kInt;
    const at::Tensor& codes = file.require("codes", {-1, steps}, wide ? at::kInt : at::kShort);
    if (codes.numel() > 0 &&
        (codes.min().item<int>() < 0 || codes.max().item<int>() >= codec.codebook_size))
        throw DataError(file.name + ": codes must lie in [0, " +
                        std::to_string(codec.codebook_size) + ")");
    return codes;
}

/// One shard's features, of the shape and type of the representation.
Shard read_shard(const Path& path, const LatentSet& set, std::int64_t steps) {
    const TensorFile file = read_tensor_file(path);
    std::int64_t width = kRollWidth;
    at::ScalarType type = at::kByte;
    if (set.representation == Representation::notes) {
        width = kNoteFields;
        type = at::kShort;
    } else if (is_sound(set.representation)) {
        width = values_of(set.frames, set.representation);
        const auto found = file.tensors.find("features");
        const bool half = found != file.tensors.end() && found->second.scalar_type() == at::kHalf;
        type = half ? at::kHalf : at::kFloat;
    }
    const at::Tensor& features = file.require("features", {steps, width}, type);
    check_values(features, set, file.name);
    if (set.representation != Representation::encodec) return {features, {}};
    return {features, read_codes(file, set.frames.encodec.config, steps)};
}

/// The shards that manifest.json lists: name and steps.
std::vector<std::pair<std::string, std::int64_t>> shards_of(const Json& manifest,
                                                            const std::string& where) {
    if (!manifest.contains("shards"))  // written before there could be several
        return {{shard_name(0), manifest.at("steps").get<std::int64_t>()}};
    std::vector<std::pair<std::string, std::int64_t>> shards;
    for (const Json& shard : manifest.at("shards")) {
        shards.emplace_back(shard.at("file").get<std::string>(),
                            shard.at("steps").get<std::int64_t>());
        if (shards.back().first != shard_name(shards.size() - 1))
            throw DataError(where + ": shard '" + shards.back().first + "', expected " +
                            shard_name(shards.size() - 1));
    }
    return shards;
}

}  // namespace

LatentSet read_latents(const Path& folder) {
    const Path manifest_path = folder / "manifest.json";
    if (!std::filesystem::exists(manifest_path))
        throw DataError(display(folder) +
                        ": no manifest.json; expected a folder written by 'affetto latents'");
    LatentSet set;
    set.manifest = read_json(manifest_path);
    std::vector<std::pair<std::string, std::int64_t>> shards;
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
        if (is_sound(set.representation))
            set.frames =
                frame_format_from_json(set.manifest.at("format"), set.representation, where);
        else
            set.format = note_format_from_json(set.manifest.at("format"), where);
        shards = shards_of(set.manifest, where);
    } catch (const Json::exception& fault) {
        throw DataError(where + ": " + fault.what());
    }

    const CsvTable table = read_csv(folder / "metadata.csv");
    for (const std::string& column : columns_of(set.representation)) table.require_column(column);
    std::size_t shard = 0;
    std::int64_t begin = 0;
    Shard open;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        if (!open.features.defined() || begin == open.features.size(0)) {
            if (shard == shards.size())
                throw DataError(table.name + ": line " + std::to_string(table.lines[row]) +
                                ": more clips than the latents hold");
            open = read_shard(folder / shards[shard].first, set, shards[shard].second);
            ++shard;
            begin = 0;
        }
        LatentClip clip;
        clip.id = table.at(row, "id");
        clip.group = table.at(row, "group");
        clip.split = table.at(row, "split");
        clip.label_source = table.at(row, "label_source");
        if (!table.at(row, "valence").empty())
            clip.emotion = Emotion{static_cast<float>(number_at(table, row, "valence")),
                                   static_cast<float>(number_at(table, row, "arousal"))};
        read_more(clip, table, row);
        if (!is_sound(set.representation)) {
            clip.condition.key = static_cast<int>(number_at(table, row, "key"));
            clip.condition.tempo_bpm = number_at(table, row, "tempo_bpm");
            clip.condition.metre_numerator =
                static_cast<int>(number_at(table, row, "metre_numerator"));
            clip.condition.metre_denominator =
                static_cast<int>(number_at(table, row, "metre_denominator"));
        }
        clip.condition.start = number_at(table, row, "start");
        clip.condition.length = number_at(table, row, "length");
        const auto steps = static_cast<std::int64_t>(number_at(table, row, "steps"));
        if (steps < 1 || begin + steps > open.features.size(0))
            throw DataError(table.name + ": line " + std::to_string(table.lines[row]) + ": steps " +
                            std::to_string(steps) + " do not fit the " +
                            std::to_string(open.features.size(0)) + " rows of " +
                            shards[shard - 1].first);
        clip.features = open.features.narrow(0, begin, steps);
        if (open.codes.defined()) clip.codes = open.codes.narrow(1, begin, steps);
        begin += steps;
        set.clips.push_back(std::move(clip));
    }
    if (set.clips.empty()) throw DataError(table.name + ": no clips");
    if (begin != open.features.size(0) || shard != shards.size())
        throw DataError(table.name + ": its clips have " + std::to_string(set.steps()) +
                        " steps, the latents have more");
    return set;
}

}  // namespace affetto
