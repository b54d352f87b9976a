#include "affetto/pipeline/sound_work.hpp"

#include <algorithm>

#include "affetto/audio/sound_file.hpp"
#include "affetto/core/apart.hpp"
#include "affetto/core/config.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/file_calls.hpp"
#include "affetto/core/own_files.hpp"
#include "affetto/core/version.hpp"
#include "affetto/core/writer_lock.hpp"
#include "affetto/pipeline/clip_parts.hpp"

namespace affetto {
namespace {

Path record_path(const Path& work, const ListedClip& clip) {
    return work / "files" / (clip.id + ".json");
}

/// A record's chunks, one after another in one array: a long recording has thousands.
constexpr std::size_t kNumbersPerChunk = 5;

void add_recording(Json& json, const CutRecording& recording) {
    json["seconds"] = recording.seconds;
    json["sample_rate_hz"] = recording.sample_rate_hz;
    json["channels"] = recording.channels;
    json["format"] = recording.format;
    json["content"] = recording.content;
    json["silent"] = recording.silent;
    json["remainders"] = recording.remainders;
    Json& chunks = json["chunks"] = Json::array();
    for (const MeasuredChunk& m : recording.chunks)
        for (const double value :
             {m.chunk.start, m.chunk.length, m.chunk.padding, m.level_db, m.peak})
            chunks.push_back(value);
}

CutRecording recording_from_json(const Json& json) {
    CutRecording recording;
    recording.seconds = json.at("seconds").get<double>();
    recording.sample_rate_hz = json.at("sample_rate_hz").get<int>();
    recording.channels = json.at("channels").get<int>();
    recording.format = json.at("format").get<std::string>();
    recording.content = json.at("content").get<std::string>();
    recording.silent = json.at("silent").get<std::size_t>();
    recording.remainders = json.at("remainders").get<std::size_t>();
    const Json& chunks = json.at("chunks");
    recording.chunks.reserve(chunks.size() / kNumbersPerChunk);
    for (std::size_t i = 0; i < chunks.size(); i += kNumbersPerChunk) {
        const auto number = [&](std::size_t k) { return chunks.at(i + k).get<double>(); };
        recording.chunks.push_back({{number(0), number(1), number(2)}, number(3), number(4)});
    }
    return recording;
}

constexpr const char* kMarkFile = "work.json";  // says that Affetto made the folder

/// Whether nothing lies there but temporary files of the file layer: a run that was killed while it
/// wrote its mark left no more.
bool holds_only_temporaries(const Path& work) {
    std::error_code error;
    const std::filesystem::directory_iterator entries(work, error);
    return !error && std::all_of(begin(entries), end(entries), [](const auto& entry) {
        return detail::is_hidden_sibling(entry.path());
    });
}

/// An empty folder, and one of a version that left no mark but a result in the making, are
/// Affetto's.
OwnFiles own_files_of(const Path& work) {
    std::error_code error;
    const bool known = std::filesystem::exists(work / kMarkFile, error) ||
                       std::filesystem::is_directory(work / "result", error) ||
                       holds_only_temporaries(work);
    OwnFiles own = own_files(
        work, known ? names_of_work() : NameRule([](const std::string&) { return false; }));
    own.known = known;
    return own;
}

/// Of a clip that is about to be cut (again), or that cannot be.
void remove_chunks(const Path& folder) {
    std::error_code error;
    std::filesystem::remove_all(folder, error);
}

}  // namespace

Path work_folder(const PreprocessOptions& options) { return beside_output(options.out, ".work"); }

void require_own_work(const Path& work) {
    std::error_code error;
    if (!std::filesystem::exists(work, error)) return;
    const OwnFiles own = own_files_of(work);
    if (own.foreign)
        throw UsageError(display(work) + ": " + foreign_text(own) +
                         "; a run works in that folder until --out appears: move it elsewhere, or "
                         "choose another --out");
}

void remove_work(const Path& work) {
    std::error_code error;
    if (!std::filesystem::is_directory(work, error)) return;
    const OwnFiles own = own_files_of(work);
    if (own.known) remove_own_files(work, own);
}

void open_work(const Path& work) {
    const Path result = work / "result";
    std::error_code error;
    const WriterLock lock(resolved_output(work), WriterLock::Busy::wait);
    require_own_work(work);
    if (std::filesystem::exists(result, error)) return;
    // Records whose chunks have become a result already.
    remove_work(work);
    std::filesystem::create_directories(work, error);
    write_json(work / kMarkFile, {{"what", "affetto preprocess work"}, {"version", version()}});
    std::filesystem::create_directories(result, error);
}

Path chunk_folder(const ListedClip& clip) { return Path("clips") / clip.id; }

Path chunk_path(const ListedClip& clip, const Chunk& chunk, const ChunkConfig& config) {
    return chunk_folder(clip) / (chunk_id(clip.id, chunk) + "." + config.format);
}

std::string record_fingerprint(const ListedClip& clip, const ChunkConfig& config) {
    const Json known = to_json(clip);
    Json json = {{"version", version()}, {"chunks", to_json(config)}};
    for (const char* key : {"id", "source", "start", "end", "bytes", "changed"})
        json[key] = known.value(key, Json());
    return sha256_of(json);
}

std::optional<SoundRecord> find_record(const Path& work, const ListedClip& clip,
                                       const ChunkConfig& config) {
    const Path file = record_path(work, clip);
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return std::nullopt;
    try {
        const Json json = read_json(file);
        if (json.at("fingerprint").get<std::string>() != record_fingerprint(clip, config))
            return std::nullopt;
        SoundRecord record;
        if (json.contains("skipped"))
            record.reason = json.at("skipped").get<std::string>();
        else
            record.recording = recording_from_json(json);
        return record;
    } catch (const Json::exception&) {
        return std::nullopt;
    } catch (const DataError&) {
        return std::nullopt;
    }
}

void make_record(const Path& work, const ListedClip& clip, const ChunkConfig& config) {
    const Path result = work / "result";
    // Before the sound is read: a file that changes meanwhile is cut again by the next run.
    Json json = {{"fingerprint", record_fingerprint(clip, config)}};
    // First the record of other options, so that none is ever there without its chunks.
    std::error_code error;
    std::filesystem::remove(record_path(work, clip), error);
    remove_chunks(result / chunk_folder(clip));
    try {
        add_recording(
            json, cut_recording(clip, config, [&](const Chunk& chunk, const AudioBuffer& sound) {
                write_unflushed(result / chunk_path(clip, chunk, config),
                                encode_sound(sound, config.format));
            }));
        flush_file_system(result / chunk_folder(clip));
    } catch (const DataError& error) {
        remove_chunks(result / chunk_folder(clip));
        json["skipped"] = reason_of(error, clip);
    }
    write_text(record_path(work, clip),
               json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace affetto
