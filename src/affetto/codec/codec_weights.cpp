#include "affetto/codec/codec_weights.hpp"

#include <cmath>
#include <set>

#include "affetto/codec/codec_layout.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

using Shape = std::vector<std::int64_t>;

void replace(std::string& text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    if (at != std::string::npos) text.replace(at, from.size(), to);
}

bool ends_with(const std::string& text, std::string_view end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.npos, end) == 0;
}

std::string shape_text(const Shape& shape) {
    std::string text = "[";
    for (const std::int64_t size : shape)
        text += (text.size() > 1 ? ", " : "") + std::to_string(size);
    return text + "]";
}

/// The tensors of a file under canonical names; what was used is remembered.
class Source {
public:
    Source(WeightTensors file, std::string_view where) : where_(where) {
        for (auto& [name, tensor] : file) {
            const std::string canonical = canonical_tensor_name(name);
            if (!tensors_.emplace(canonical, std::move(tensor)).second)
                fail("tensor '" + printable(name) + "' is there under two names");
        }
    }

    bool has(const std::string& name) const { return tensors_.count(name) != 0; }

    WeightTensor take(const std::string& name, const Shape& shape) {
        const auto found = tensors_.find(name);
        if (found == tensors_.end())
            fail("tensor '" + name + "' of shape " + shape_text(shape) + " is missing");
        WeightTensor tensor = std::move(found->second);
        tensors_.erase(found);
        if (tensor.shape != shape)
            fail("tensor '" + name + "' has shape " + shape_text(tensor.shape) + ", expected " +
                 shape_text(shape));
        for (const float value : tensor.values)
            if (!std::isfinite(value)) fail("tensor '" + name + "' holds NaN or infinite values");
        return tensor;
    }

    /// Throws where something is left that no codec of this configuration has.
    void require_used(const std::set<std::string>& left_out) const {
        for (const auto& [name, tensor] : tensors_)
            if (left_out.count(name) == 0)
                fail("tensor '" + printable(name) + "' of shape " + shape_text(tensor.shape) +
                     " does not belong to a codec of this configuration");
    }

    [[noreturn]] void fail(const std::string& fault) const {
        throw CheckpointError(std::string(where_) + ": " + fault);
    }

private:
    std::string_view where_;
    WeightTensors tensors_;
};

/// g * v / ||v||, the norm over all but dimension 0, summed in double.
WeightTensor fold(const WeightTensor& g, WeightTensor v) {
    const auto rows = static_cast<std::size_t>(v.shape.front());
    const std::size_t size = v.values.size() / rows;
    for (std::size_t row = 0; row < rows; ++row) {
        float* const values = v.values.data() + row * size;
        double sum = 0;
        for (std::size_t i = 0; i < size; ++i) sum += static_cast<double>(values[i]) * values[i];
        const double norm = std::sqrt(sum);
        const double scale = norm > 0 ? g.values[row] / norm : 0;
        for (std::size_t i = 0; i < size; ++i) values[i] = static_cast<float>(values[i] * scale);
    }
    return v;
}

}  // namespace

std::string canonical_tensor_name(std::string name) {
    replace(name, ".parametrizations.weight.original0", ".weight_g");
    replace(name, ".parametrizations.weight.original1", ".weight_v");
    replace(name, "quantizer.vq.layers.", "quantizer.layers.");
    replace(name, "._codebook.", ".codebook.");
    for (const char* convolution : {"conv", "convtr"}) {
        const std::string word = std::string(".") + convolution + ".";
        replace(name, word + convolution + ".", ".conv.");
        replace(name, word + "norm.", ".norm.");
    }
    for (const char* side : {"encoder.", "decoder."})
        if (name.rfind(side + std::string("model."), 0) == 0) replace(name, "model.", "layers.");
    return name;
}

WeightTensors codec_weights(WeightTensors file, const CodecConfig& config, std::string_view where) {
    Source source(std::move(file), where);
    WeightTensors weights;
    visit_parameters(config, [&](const std::string& name, const Shape& shape) {
        if (!ends_with(name, ".conv.weight") || !source.has(name + "_v")) {
            weights.emplace(name, source.take(name, shape));
            return;
        }
        const WeightTensor g = source.take(name + "_g", {shape[0], 1, 1});
        weights.emplace(name, fold(g, source.take(name + "_v", shape)));
    });
    std::set<std::string> left_out;
    for (int k = 0; k < num_codebooks(config); ++k) {
        const std::string embed = codebook_name(k);
        const std::string codebook = embed.substr(0, embed.rfind('.'));
        for (const char* buffer : {".inited", ".cluster_size", ".embed_avg"})
            left_out.insert(codebook + buffer);
    }
    source.require_used(left_out);
    return weights;
}

}  // namespace affetto
