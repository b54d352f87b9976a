#include "affetto/tensor/tensor_file.hpp"

#include <cstring>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

struct DtypePair {
    Dtype file;
    at::ScalarType tensor;
};
constexpr DtypePair kDtypes[] = {{Dtype::f64, at::kDouble}, {Dtype::f32, at::kFloat},
                                 {Dtype::f16, at::kHalf},   {Dtype::bf16, at::kBFloat16},
                                 {Dtype::i64, at::kLong},   {Dtype::i32, at::kInt},
                                 {Dtype::i16, at::kShort},  {Dtype::i8, at::kChar},
                                 {Dtype::u8, at::kByte},    {Dtype::boolean, at::kBool}};

at::ScalarType to_tensor_dtype(Dtype d) {
    for (const auto& pair : kDtypes)
        if (pair.file == d) return pair.tensor;
    throw std::invalid_argument("unknown dtype");
}

Dtype to_file_dtype(at::ScalarType t) {
    for (const auto& pair : kDtypes)
        if (pair.tensor == t) return pair.file;
    throw std::invalid_argument(std::string("tensors of type ") + at::toString(t) +
                                " cannot be stored");
}

}  // namespace

std::string shape_text(at::IntArrayRef shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

const at::Tensor& TensorFile::require(const std::string& tensor, at::IntArrayRef shape,
                                      at::ScalarType dtype) const {
    const auto found = tensors.find(tensor);
    if (found == tensors.end())
        throw CheckpointError(name + ": tensor '" + tensor + "' is missing (expected shape " +
                              shape_text(shape) + ")");
    const at::Tensor& t = found->second;
    bool fits = t.dim() == static_cast<std::int64_t>(shape.size());
    for (std::size_t i = 0; fits && i < shape.size(); ++i)
        fits = shape[i] == -1 || shape[i] == t.size(static_cast<std::int64_t>(i));
    if (!fits)
        throw CheckpointError(name + ": tensor '" + tensor + "' has shape " +
                              shape_text(t.sizes()) + ", expected " + shape_text(shape));
    if (t.scalar_type() != dtype)
        throw CheckpointError(name + ": tensor '" + tensor + "' holds " +
                              at::toString(t.scalar_type()) + ", expected " + at::toString(dtype));
    return t;
}

void TensorFile::require_checksum() const {
    if (!verified)
        throw CheckpointError(
            name + ": carries no checksum of Affetto's; it is damaged or was not written here");
}

TensorFile read_tensor_file(const Path& path, Unverified unverified) {
    const SafetensorsFile file = read_safetensors(path);
    TensorFile result;
    result.name = display(path);
    result.verified = file.verified;
    if (unverified == Unverified::refused) result.require_checksum();
    result.metadata = file.metadata;
    for (const TensorEntry& entry : file.tensors) {
        at::Tensor t = at::empty(entry.shape, to_tensor_dtype(entry.dtype));
        if (!entry.bytes.empty()) std::memcpy(t.data_ptr(), entry.bytes.data(), entry.bytes.size());
        result.tensors.emplace(entry.name, std::move(t));
    }
    return result;
}

void write_tensor_file(const Path& path, const NamedTensors& tensors,
                       const std::map<std::string, std::string>& metadata) {
    std::vector<at::Tensor> kept;
    std::vector<TensorEntry> entries;
    kept.reserve(tensors.size());
    for (const auto& [name, tensor] : tensors) {
        kept.push_back(tensor.detach().to(at::kCPU).contiguous());
        const at::Tensor& t = kept.back();
        entries.push_back({name,
                           to_file_dtype(t.scalar_type()),
                           t.sizes().vec(),
                           {static_cast<const std::byte*>(t.data_ptr()), t.nbytes()}});
    }
    write_safetensors(path, std::move(entries), metadata);
}

}  // namespace affetto
