#include "affetto/pipeline/inspect_tensors.hpp"

#include "affetto/pipeline/inspect_codec.hpp"

namespace affetto {

std::int64_t values_of(const TensorEntry& tensor) {
    return static_cast<std::int64_t>(tensor.bytes.size() / size_of(tensor.dtype));
}

std::string checksum_state(const SafetensorsFile& file) { return file.verified ? "ok" : "none"; }

Json inspect_tensors(const Path& path) {
    const SafetensorsFile file = read_safetensors(path);
    if (holds_codes(file)) return inspect_codes(path);
    Json json = {{"kind", "tensors"}, {"bytes", file.storage.size()}};
    json["checksum"] = checksum_state(file);
    json["metadata"] = file.metadata;
    std::int64_t values = 0;
    Json tensors = Json::array();
    for (const TensorEntry& tensor : file.tensors) {
        values += values_of(tensor);
        tensors.push_back(
            {{"name", tensor.name}, {"dtype", name_of(tensor.dtype)}, {"shape", tensor.shape}});
    }
    json["values"] = values;
    json["tensors"] = std::move(tensors);
    return json;
}

}  // namespace affetto
