#include "affetto/pipeline/frame_files.hpp"

#include "affetto/core/csv.hpp"
#include "affetto/core/text.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/plots/image_chart.hpp"
#endif

namespace affetto {

void write_frames_csv(const Path& path, const at::Tensor& features, double frames_per_second) {
    std::vector<std::string> columns = {"seconds"};
    for (std::int64_t d = 0; d < features.size(1); ++d)
        columns.push_back("value_" + std::to_string(d));
    std::vector<std::vector<std::string>> rows;
    const at::Tensor values = features.contiguous();
    const auto* value = values.data_ptr<float>();
    for (std::int64_t t = 0; t < values.size(0); ++t) {
        std::vector<std::string> row = {format_number(static_cast<double>(t) / frames_per_second)};
        for (std::int64_t d = 0; d < values.size(1); ++d) row.push_back(format_number(*value++));
        rows.push_back(std::move(row));
    }
    write_text(path, to_csv(columns, rows));
}

#ifdef AFFETTO_WITH_AUDIO
std::string frames_svg(const std::string& title, const at::Tensor& features,
                       const FrameFormat& format, Representation r) {
    const at::Tensor values = features.to(at::kFloat).t().contiguous();  // [D, T]
    ImageChart chart;
    chart.rows = static_cast<std::size_t>(values.size(0));
    chart.values.assign(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
    chart.seconds = static_cast<double>(values.size(1)) / frames_per_second(format, r);
    if (r == Representation::chroma) {
        chart.y_label = "pitch class";
        chart.row_names = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
    } else {
        chart.y_label = r == Representation::mel ? "mel band" : "coefficient";
    }
    chart.value_label = r == Representation::mel && format.mel.log == "db" ? "dB" : "";
    return image_chart_svg(title, chart);
}
#endif

}  // namespace affetto
