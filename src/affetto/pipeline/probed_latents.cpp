#include "affetto/pipeline/probed_latents.hpp"

namespace affetto {

std::vector<ProbedLatent> probed_latents(const at::Tensor& means,
                                         const std::vector<LatentClip>& clips) {
    const at::Tensor rows = means.to(at::kDouble).contiguous();
    const auto width = static_cast<std::size_t>(rows.size(1));
    std::vector<ProbedLatent> latents;
    for (std::size_t i = 0; i < clips.size(); ++i) {
        if (!clips[i].emotion || clips[i].label_source == "inferred") continue;
        const double* row = rows.data_ptr<double>() + i * width;
        latents.push_back({{row, row + width}, quadrant_of(*clips[i].emotion), clips[i].group});
    }
    return latents;
}

}  // namespace affetto
