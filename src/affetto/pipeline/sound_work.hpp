#pragma once

#include <optional>
#include <string>

#include "affetto/pipeline/preprocess.hpp"
#include "affetto/pipeline/sound_chunks.hpp"

namespace affetto {

// The folder `<out>.work` of a run on sound: `result/`, which becomes `out` in the end, and
// `files/<clip id>.json`, a record for each recording that is done. A record is written after all
// of its chunks, whole or not at all, so that a run may end at any moment and the next goes on.

Path work_folder(const PreprocessOptions& options);

/// Makes the folder, or takes up the one that a run before left. Throws UsageError as
/// require_own_work does.
void open_work(const Path& work);

/// Throws UsageError where the folder holds anything that is not Affetto's.
void require_own_work(const Path& work);

/// Removes what Affetto wrote there, and the folder where it is empty then. One that Affetto did
/// not make is left alone.
void remove_work(const Path& work);

/// Where the chunks of a listed clip lie, relative to the clips folder: clips/<clip id>.
Path chunk_folder(const ListedClip& clip);
Path chunk_path(const ListedClip& clip, const Chunk& chunk, const ChunkConfig& config);

/// What became of one recording: what was cut, or why there is nothing.
struct SoundRecord {
    std::optional<CutRecording> recording;
    std::string reason;
};

/// What a record was made from: the clip's place, its file by size and time of change, how it was
/// cut, the version. Labels are not part of it.
std::string record_fingerprint(const ListedClip& clip, const ChunkConfig& config);

/// nullopt where there is no record, or one of other data or options, or a damaged one.
std::optional<SoundRecord> find_record(const Path& work, const ListedClip& clip,
                                       const ChunkConfig& config);

/// Cuts one clip, writes its chunks and its record below `work`. A recording that cannot be used is
/// a record too. Throws Error where the disk fails.
void make_record(const Path& work, const ListedClip& clip, const ChunkConfig& config);

}  // namespace affetto
