#include "affetto/pipeline/frame_files.hpp"

#include "affetto/core/csv.hpp"
#include "affetto/core/text.hpp"

namespace affetto {

std::vector<std::string> value_names(Representation r, std::int64_t count) {
    if (r == Representation::chroma)
        return {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
    std::vector<std::string> names;
    for (std::int64_t d = 0; d < count; ++d)
        names.push_back(std::string(name_of(r)) + "_" + std::to_string(d));
    return names;
}

void write_frames_csv(const Path& path, const at::Tensor& features, const FrameFormat& format,
                      Representation r) {
    std::vector<std::string> columns = {"seconds"};
    for (std::string& name : value_names(r, features.size(1))) columns.push_back(std::move(name));
    std::vector<std::vector<std::string>> rows;
    const at::Tensor values = features.contiguous();
    const auto* value = values.data_ptr<float>();
    const double rate = frames_per_second(format, r);
    for (std::int64_t t = 0; t < values.size(0); ++t) {
        std::vector<std::string> row = {format_number(static_cast<double>(t) / rate)};
        for (std::int64_t d = 0; d < values.size(1); ++d) row.push_back(format_number(*value++));
        rows.push_back(std::move(row));
    }
    write_text(path, to_csv(columns, rows));
}

}  // namespace affetto
