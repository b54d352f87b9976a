#include "affetto/pipeline/listening_study.hpp"

#include <algorithm>
#include <set>

#include "affetto/core/error.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/evaluation/listening_page.hpp"

namespace affetto {
namespace {

constexpr double kClipSeconds = 20;         // the same for all, so that length does not tell
constexpr double kPageBytes = 23 << 20;     // leaves room below 25 MB for the questions
constexpr double kBytesPerSecond = 17'000;  // of a player, as base64, at most
constexpr std::uint64_t kDrawStream = 1, kNumberStream = 2;  // apart from those of the metrics

struct Candidate {
    ListeningClip clip;
    Path file;
};

std::vector<Candidate> candidates(const EvaluationSet& set,
                                  const std::vector<HeardPiece>& generated,
                                  const std::vector<HeardPiece>& held_out) {
    std::vector<Candidate> all;
    std::set<std::string> seen;
    const auto add = [&](const std::vector<HeardPiece>& pieces,
                         const std::vector<PieceSource>& sources, bool are_generated) {
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            if (!seen.insert(sha256_of_file(sources[i].file)).second) continue;
            const HeardPiece& p = pieces[i];
            all.push_back(
                {{"", "", are_generated, p.id, sources[i].spec, p.asked, p.heard, p.quadrant},
                 sources[i].file});
        }
    };
    add(generated, set.generated, true);
    add(held_out, set.held_out, false);
    return all;
}

/// Where two clips have one code on one page the first counts.
void add_keys(const Path& file, std::vector<ListeningClip>& keys) {
    if (!std::filesystem::exists(file)) return;
    for (ListeningClip& clip : key_from_csv(read_csv(file))) {
        const bool known = std::any_of(keys.begin(), keys.end(), [&](const ListeningClip& k) {
            return k.page == clip.page && k.code == clip.code;
        });
        if (!known) keys.push_back(std::move(clip));
    }
}

}  // namespace

ListeningStudy make_listening_study(const EvaluateOptions& options, const EvaluationSet& set,
                                    const PieceTools& tools,
                                    const std::vector<HeardPiece>& generated,
                                    const std::vector<HeardPiece>& held_out, Progress& progress) {
    const std::vector<Candidate> all = candidates(set, generated, held_out);
    std::vector<ListeningClip> clips;
    for (const Candidate& c : all) clips.push_back(c.clip);
    Random draw(options.seed, kDrawStream), number(options.seed, kNumberStream);
    const double seconds =
        std::min(kClipSeconds, kPageBytes / (kBytesPerSecond * options.listening));

    // While they are numbered, `page` and `code` of a clip are not in use: find its sound by its
    // source.
    ListeningStudy study;
    std::vector<std::pair<std::string, Bytes>> sounds;
    const auto name = [](const ListeningClip& c) {
        return (c.generated ? "generated " : "real ") + c.source;
    };
    for (const std::size_t i : listening_order(clips, draw)) {
        if (study.key.size() == static_cast<std::size_t>(options.listening)) break;
        throw_if_interrupted();
        try {
            sounds.emplace_back(name(clips[i]), tools.player(all[i].file, seconds));
        } catch (const DataError&) {
            continue;  // the next piece takes its place
        }
        study.key.push_back(clips[i]);
        progress.update("listening page", static_cast<std::int64_t>(study.key.size()),
                        options.listening);
    }
    if (study.key.empty()) throw DataError("--listening: none of the pieces could be rendered");
    number_clips(study.key, number);
    std::vector<PlayedClip> played;
    for (const ListeningClip& clip : study.key) {
        const auto sound = std::find_if(sounds.begin(), sounds.end(),
                                        [&](const auto& s) { return s.first == name(clip); });
        played.push_back({clip.code, sound->second});
    }
    study.page = listening_page(study.key.front().page, played);
    return study;
}

std::vector<ListeningClip> find_listening_keys(const EvaluateOptions& options) {
    std::vector<ListeningClip> keys;
    add_keys(options.out / kListeningKeyFile, keys);
    for (const Path& ratings : options.ratings)
        add_keys(ratings.parent_path() / kListeningKeyFile, keys);
    if (keys.empty() && !options.ratings.empty())
        throw DataError("--ratings: there is no " + std::string(kListeningKeyFile) + " in " +
                        display(options.out) + " or beside " + display(options.ratings.front()) +
                        "; `evaluate --listening` wrote it together with the page");
    return keys;
}

}  // namespace affetto
