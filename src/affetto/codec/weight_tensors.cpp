#include "affetto/codec/weight_tensors.hpp"

#include <algorithm>
#include <array>

#include "affetto/codec/float_values.hpp"
#include "affetto/codec/torch_file.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/safetensors.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

using namespace std::string_view_literals;

/// How files begin that are no weights, or weights that are not read here.
struct Foreign {
    std::string_view beginning;
    std::string_view what;
};
constexpr std::array<Foreign, 5> kForeign = {{
    {"version https://git-lfs",
     "it is a Git LFS pointer, not the weights; fetch the real file with 'git lfs pull'"},
    // The number 0x1950a86a20f9469cfc6c, with which torch.save began before PyTorch 1.6.
    {"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e"sv,
     "it is in PyTorch's format of before 1.6, which is not read; load it in PyTorch and save it "
     "again with torch.save, or as safetensors"},
    {"\x80\x02"sv, "it is a bare pickle, not what torch.save or safetensors writes"},
    {"\x1f\x8b"sv, "it is compressed with gzip; unpack it first"},
    {"\x89HDF\r\n\x1a\n"sv, "it is an HDF5 file; convert it to safetensors"},
}};

/// Eight bytes of length, then JSON: told first, since those bytes can look like anything.
bool is_safetensors(std::string_view text) { return text.size() > 8 && text[8] == '{'; }

/// A page that a server sent in the place of the file.
bool is_web_page(std::string_view text) {
    text = trim(text.substr(0, 200));
    const std::string begin = to_lower(text.substr(0, 9));
    return begin == "<!doctype" || begin.substr(0, 5) == "<html" || begin.substr(0, 5) == "<?xml";
}

[[noreturn]] void refuse(std::string_view name, std::string_view what) {
    throw CheckpointError(std::string(name) + ": not a weight file: " + std::string(what));
}

WeightTensors parse_safetensors_weights(Bytes bytes, std::string_view name) {
    const SafetensorsFile file = parse_safetensors(std::move(bytes), name);
    WeightTensors weights;
    for (const TensorEntry& tensor : file.tensors) {
        if (!is_weight_type(tensor.name, tensor.dtype))
            throw CheckpointError(std::string(name) + ": tensor '" + printable(tensor.name) +
                                  "' has dtype " + std::string(name_of(tensor.dtype)) +
                                  "; the weights of a codec are F32, F64, F16 or BF16");
        weights.emplace(tensor.name,
                        WeightTensor{tensor.shape, float_values(tensor.dtype, tensor.bytes)});
    }
    return weights;
}

}  // namespace

WeightTensors parse_weight_tensors(Bytes bytes, std::string_view name) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (text.empty()) refuse(name, "it is empty");
    if (is_safetensors(text)) return parse_safetensors_weights(std::move(bytes), name);
    for (const Foreign& foreign : kForeign)
        if (text.substr(0, foreign.beginning.size()) == foreign.beginning)
            refuse(name, foreign.what);
    if (is_web_page(text))
        refuse(name, "it is a web page, as a server sends for a wrong address; download it again");
    if (text.substr(0, 4) == "PK\3\4") return parse_torch_file(bytes, name);
    return parse_safetensors_weights(std::move(bytes), name);
}

WeightTensors read_weight_tensors(const Path& file) {
    try {
        return parse_weight_tensors(read_bytes(file), display(file));
    } catch (const DataError& fault) {
        throw CheckpointError(fault.what());
    }
}

}  // namespace affetto
