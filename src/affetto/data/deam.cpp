#include "affetto/data/deam.hpp"

#include <array>

#include "affetto/data/folder_tree.hpp"
#include "affetto/data/song_ratings.hpp"

namespace affetto {
namespace {

using Places = std::array<std::string_view, 2>;

constexpr Places kSongLevel = {"static_annotations_averaged_songs_1_2000.csv",
                               "static_annotations_averaged_songs_2000_2058.csv"};
// The file names alone are too common to be looked for first.
constexpr Places kArousal = {"dynamic (per second annotations)/arousal.csv", "arousal.csv"};
constexpr Places kValence = {"dynamic (per second annotations)/valence.csv", "valence.csv"};
constexpr std::array<std::string_view, 3> kSound = {"MEMD_audio", "DEAM_audio", "audio"};
constexpr RatingColumns kColumns = {"valence_mean", "valence_std", "arousal_mean", "arousal_std"};

AnnotationCurves read_curves(const Path& root, const FolderTree& tree, DatasetListing& listing) {
    const auto arousal = tree.find_file(kArousal), valence = tree.find_file(kValence);
    if (!arousal || !valence) {
        listing.notes.push_back("no dynamic annotations (" +
                                std::string((arousal ? kValence : kArousal).front()) +
                                " is not there): chunks take the label of their song");
        return {};
    }
    AnnotationCurves curves = read_annotation_curves({root / *valence, root / *arousal, {}, {}});
    listing.found.push_back({display(*valence), "rows", curves.rows});
    return curves;
}

}  // namespace

DatasetListing list_deam(const Path& root) {
    DatasetListing listing;
    listing.dataset = "deam";
    listing.kind = "sound";
    listing.credit = "DEAM (Aljanaki, Yang and Soleymani, PLOS ONE 2017), CC BY-NC 4.0";
    const FolderTree tree(root);
    tree.require_file(kSongLevel);
    std::vector<SongRating> songs;
    for (const std::string_view name : kSongLevel) {
        const std::optional<Path> file = tree.find_file(name);
        if (file)
            read_song_ratings(root, *file, kColumns, songs, listing);
        else
            listing.notes.push_back(std::string(name) + " is not there: its songs are left out");
    }
    MusicFolder sounds(root, tree.require_sound_folder(kSound), "sound");
    add_songs(songs, sounds, read_curves(root, tree, listing), listing);
    return listing;
}

}  // namespace affetto
