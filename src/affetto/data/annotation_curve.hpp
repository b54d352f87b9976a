#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "affetto/core/emotion.hpp"
#include "affetto/core/file.hpp"

namespace affetto {

/// How the emotion of one recording moves: an annotation while listening, averaged over raters.
///
/// A value at time t holds over [t, t + hold), or to the next time where that comes sooner. The
/// authors resample the raters' traces to 2 Hz and leave out the first 15 s of each 45 s excerpt
/// (Aljanaki et al., PLOS ONE 2017; Soleymani et al., CrowdMM 2013), without saying which stretch a
/// stamp stands for. Read so, stamps from 15.0 s on cover just what is left, from 15 s to the
/// excerpt's end; read as the end or the middle of a stretch, the first one would reach into what
/// was left out. (EmoMusic's last stamp, at 45 s, then covers nothing.)
struct AnnotationCurve {
    double hold = 0.5;                           ///< seconds
    std::vector<double> times;                   ///< seconds into the file, rising
    std::vector<Emotion> values;                 ///< one for each time
    std::vector<double> valence_sd, arousal_sd;  ///< over raters, on the scale [-1, 1]: one for
                                                 ///< each time, or none
};

/// The files of one data set's curves: a row for each song, `song_id` and columns
/// `sample_<milliseconds>ms` with values in [-1, 1]. Empty cells, also "nan", are times without a
/// value: before, between or, where a song has ended, after the others.
struct CurveFiles {
    Path valence, arousal;
    std::optional<Path> valence_sd, arousal_sd;  ///< standard deviations over raters, in [0, 2]
};

struct AnnotationCurves {
    std::map<int, AnnotationCurve> of_song;
    std::size_t rows = 0;            ///< of the valence file
    std::vector<std::string> notes;  ///< songs used in part or not at all, and why
};

/// A curve has the times at which both valence and arousal are known; spreads are kept where they
/// are known at all of these. A song with only one of the two, or with a cell that is neither empty
/// nor a number in its range, has no curve but a note. Throws DataError where a file is missing or
/// has no such columns.
AnnotationCurves read_annotation_curves(const CurveFiles& files);

}  // namespace affetto
