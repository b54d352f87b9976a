#include "affetto/data/soundtracks.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>

#include "affetto/core/progress.hpp"
#include "affetto/core/text.hpp"
#include "affetto/data/bad_row.hpp"
#include "affetto/data/folder_tree.hpp"
#include "affetto/data/music_folder.hpp"
#include "affetto/data/rating_row.hpp"

namespace affetto {
namespace {

struct ExcerptSet {
    std::string_view name;
    std::string_view ratings;
    std::array<std::string_view, 2> sound;  // places, the nested one first
};
constexpr std::array kSets = {
    ExcerptSet{"set1", "mean_ratings_set1.csv", {"Set1/Set1", "Set1"}},
    ExcerptSet{"set2", "mean_ratings_set2.csv", {"Set2/Set2", "Set2"}},
};

/// A column of ratings and the word for it among our named emotions.
struct DiscreteEmotion {
    std::string_view column;
    std::string_view name;
};
constexpr std::array kDiscrete = {
    DiscreteEmotion{"anger", "angry"},   DiscreteEmotion{"fear", "fearful"},
    DiscreteEmotion{"happy", "happy"},   DiscreteEmotion{"sad", "sad"},
    DiscreteEmotion{"tender", "tender"},
};

struct Columns {
    explicit Columns(const CsvTable& table)
        : number(require_column(table, "number")),
          valence(require_column(table, "valence")),
          energy(require_column(table, "energy")),
          target(find_column(table, "TARGET")),
          soundtrack(find_column(table, "soundtrack")) {
        for (std::size_t i = 0; i < kDiscrete.size(); ++i)
            discrete[i] = require_column(table, kDiscrete[i].column);
    }

    std::size_t number, valence, energy;
    std::array<std::size_t, kDiscrete.size()> discrete{};
    std::optional<std::size_t> target, soundtrack;
};

EmotionDistribution read_labels(const RatingRow& row, const Columns& columns) {
    std::array<double, kDiscrete.size()> weights{};
    bool complete = true;
    for (std::size_t i = 0; i < kDiscrete.size(); ++i) {
        const std::optional<double> rating = row.rating(columns.discrete[i]);
        complete &= rating.has_value();
        weights[i] = rating.value_or(NinePoint::kLow) - NinePoint::kLow;
    }
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    EmotionDistribution labels;
    if (!complete || total == 0) return labels;
    for (std::size_t i = 0; i < kDiscrete.size(); ++i)
        if (weights[i] > 0)
            labels.push_back(
                {std::string(kDiscrete[i].name), static_cast<float>(weights[i] / total)});
    return labels;
}

void read_set(const ExcerptSet& set, const Path& root, const Path& ratings, const Path& folder,
              DatasetListing& listing) {
    const CsvTable table = read_csv(root / ratings);
    const Columns columns(table);
    if (!columns.soundtrack)
        listing.notes.push_back(display(ratings.filename()) +
                                " names no films: each of its excerpts is a group, though films "
                                "have several in both sets");
    MusicFolder sounds(root, folder, "sound");
    listing.found.push_back({display(ratings), "rows", table.rows.size()});
    listing.found.push_back({display(folder), "sound files", sounds.size()});
    std::set<std::string> known;
    for (const ListedClip& clip : listing.clips) known.insert(clip.id);
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        throw_if_interrupted();
        const RatingRow row(table, i);
        try {
            const int number = row.number(columns.number);
            ListedClip clip;
            const std::string digits = zero_padded(number, 3);
            clip.id = std::string(set.name) + "_" + digits;
            clip.emotion = row.emotion(columns.valence, columns.energy);
            clip.labels = read_labels(row, columns);
            clip.label_source = LabelSource::song;
            if (columns.target) clip.target = printable(row.text(*columns.target));
            if (columns.soundtrack) clip.group = printable(row.text(*columns.soundtrack));
            if (clip.group.empty()) clip.group = clip.id;
            if (known.contains(clip.id))
                throw BadRow("excerpt " + std::to_string(number) + " has a row already");
            if (const auto file = sounds.take(std::to_string(number))) {
                clip.source = *file;
                known.insert(clip.id);
                listing.clips.push_back(std::move(clip));
            } else {
                listing.skipped.push_back(
                    {sounds.name_of_missing(digits, ".mp3"),
                     row.where() +
                         "no such file, and none of that name with another sound ending"});
            }
        } catch (const BadRow& error) {
            listing.skipped.push_back({display(ratings), row.where() + error.what()});
        }
    }
    sounds.report_rest("no usable row in " + display(ratings.filename()), listing.skipped);
}

}  // namespace

DatasetListing list_soundtracks(const Path& root) {
    DatasetListing listing;
    listing.dataset = "soundtracks";
    listing.kind = "sound";
    listing.credit =
        "Film soundtracks stimulus sets (Eerola and Vuoskoski, Psychology of Music 2011)";
    const FolderTree tree(root);
    std::vector<std::string_view> tables, folders;
    for (const ExcerptSet& set : kSets) {
        tables.push_back(set.ratings);
        folders.insert(folders.end(), set.sound.begin(), set.sound.end());
    }
    tree.require_file(tables);
    tree.require_sound_folder(folders);
    for (const ExcerptSet& set : kSets) {
        const auto ratings = tree.find_file(set.ratings);
        const auto folder = tree.find_sound_folder(set.sound);
        if (ratings && folder)
            read_set(set, root, *ratings, *folder, listing);
        else
            listing.notes.push_back(ratings ? "no folder " + std::string(set.sound.back()) +
                                                  " with sound files: its excerpts are left out"
                                            : std::string(set.ratings) +
                                                  " is not there: its excerpts are left out");
    }
    return listing;
}

}  // namespace affetto
