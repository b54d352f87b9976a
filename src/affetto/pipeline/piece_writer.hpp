#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/generation/sampling.hpp"
#include "affetto/model/model_folder.hpp"
#include "affetto/pipeline/generate.hpp"

namespace affetto {

/// Pieces that are made side by side, and where they go.
struct PieceBatch {
    Path folder;
    std::vector<std::string> names;  ///< of the files, without extension
    std::uint64_t first = 0;         ///< number of the first piece, which decides its draws

    /// One generator a piece: a piece does not depend on those beside it.
    std::vector<Random> generators(std::uint64_t seed) const;
};

struct WrittenPiece {
    std::vector<std::string> files;  ///< in the folder
    std::string failure;             ///< why there is no such piece; empty: there is one
    double seconds = 0;              ///< of music
    Json facts;                      ///< what the sidecar says beside the request
};

/// Runs `write` on a piece. Where the music itself cannot be written (DataError) its files are
/// removed and `failure` is set, so that the pieces beside it are kept; other errors, as of a full
/// disk, pass through.
WrittenPiece write_piece(const Path& folder, const std::function<void(WrittenPiece&)>& write);

/// Makes music of one kind and writes it.
class PieceWriter {
public:
    virtual ~PieceWriter() = default;
    virtual std::vector<WrittenPiece> write(const PieceBatch& batch) = 0;
    double compute_seconds() const { return compute_seconds_; }  ///< decoding alone

protected:
    double compute_seconds_ = 0;
};

/// Formats that --format auto stands for, or those asked for. Throws UsageError where the model or
/// this build cannot write one.
std::vector<std::string> piece_formats(const GenerateOptions& options, Representation r);

/// Notes and rolls: MIDI, and sound by rendering it.
std::unique_ptr<PieceWriter> make_score_writer(const GenerateOptions& options,
                                               const SamplingConfig& sampling,
                                               const TrainedModel& model,
                                               std::vector<std::string> formats);
/// Features of sound: sound where there is a way back (mel; mfcc, rough; encodec by its codec,
/// which the model must have), else a table and a picture (chroma).
std::unique_ptr<PieceWriter> make_sound_writer(const GenerateOptions& options,
                                               const SamplingConfig& sampling,
                                               const TrainedModel& model,
                                               std::vector<std::string> formats);

}  // namespace affetto
