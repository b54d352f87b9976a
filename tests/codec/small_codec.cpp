#include "codec/small_codec.hpp"

#include <cmath>

#include "affetto/core/random.hpp"

namespace affetto::test {

CodecConfig small_config() {
    CodecConfig config;
    config.sampling_rate = 6'000;
    config.num_filters = 4;
    config.hidden_size = 5;
    config.upsampling_ratios = {3, 2};
    config.kernel_size = 5;
    config.last_kernel_size = 3;
    config.codebook_size = 8;
    config.target_bandwidths = {3, 9};
    return config;
}

CodecConfig small_segmented_config() {
    CodecConfig config = small_config();
    config.audio_channels = 2;
    config.normalize = true;
    config.chunk_length_s = 0.01;
    config.overlap = 0.1;
    config.use_causal_conv = false;
    config.norm_type = "time_group_norm";
    return config;
}

WeightTensors random_weights(const CodecConfig& config, std::uint64_t seed) {
    Random rng(seed, 0);
    WeightTensors weights;
    visit_parameters(config, [&](const std::string& name, const std::vector<std::int64_t>& shape) {
        WeightTensor tensor{shape, {}};
        std::int64_t count = 1;
        for (const std::int64_t size : shape) count *= size;
        const double scale =
            shape.size() > 1
                ? std::sqrt(3.0 * static_cast<double>(shape[0]) / static_cast<double>(count))
                : 0.3;
        for (std::int64_t i = 0; i < count; ++i)
            tensor.values.push_back(static_cast<float>(scale * (2 * rng.uniform() - 1)));
        weights.emplace(name, std::move(tensor));
    });
    return weights;
}

}  // namespace affetto::test
