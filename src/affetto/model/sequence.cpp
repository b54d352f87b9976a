#include "affetto/model/sequence.hpp"

#include "affetto/model/conv_sequence.hpp"
#include "affetto/model/recurrent_sequence.hpp"
#include "affetto/model/time_mask.hpp"
#include "affetto/model/transformer_sequence.hpp"

namespace affetto {

at::Tensor SequenceEncoder::forward(const at::Tensor& x, const at::Tensor& lengths,
                                    const Forward& mode) const {
    return mean_over_time(states(x, lengths, mode), lengths);
}

void DecoderState::keep(const at::Tensor& rows) {
    for (at::Tensor& h : hidden) h = h.index_select(0, rows);
    for (ConvolutionCache& cache : convolutions) cache.past = cache.past.index_select(1, rows);
    for (AttentionCache& cache : attention) {
        if (!cache.keys.defined()) continue;
        cache.keys = cache.keys.index_select(0, rows);
        cache.values = cache.values.index_select(0, rows);
    }
}

std::shared_ptr<SequenceEncoder> make_encoder(const ModelConfig& config, std::int64_t inputs,
                                              at::Generator& rng) {
    if (config.encoder == "transformer")
        return std::make_shared<TransformerEncoder>(config, inputs, rng);
    if (config.encoder == "conv") return std::make_shared<ConvEncoder>(config, inputs, rng);
    return std::make_shared<RecurrentEncoder>(config, inputs, rng);
}

std::shared_ptr<SequenceDecoder> make_decoder(const ModelConfig& config, std::int64_t window,
                                              at::Generator& rng) {
    if (config.decoder == "transformer")
        return std::make_shared<TransformerDecoder>(config, window, rng);
    if (config.decoder == "conv") return std::make_shared<ConvDecoder>(config, window, rng);
    return std::make_shared<RecurrentDecoder>(config, window, rng);
}

}  // namespace affetto
