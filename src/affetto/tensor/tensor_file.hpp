#pragma once

#include <map>
#include <string>

#include "affetto/core/safetensors.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// Tensors with names, as a safetensors file holds them. Sorted, so that files are deterministic.
using NamedTensors = std::map<std::string, at::Tensor>;

struct TensorFile {
    std::map<std::string, std::string> metadata;
    NamedTensors tensors;

    /// The tensor with this shape and dtype; -1 in `shape` fits any size. Throws CheckpointError
    /// naming the tensor, the file, what was expected and what was found.
    const at::Tensor& require(const std::string& name, at::IntArrayRef shape,
                              at::ScalarType dtype) const;
    /// Throws CheckpointError where the file carried no checksum of ours.
    void require_checksum() const;

    std::string name;      ///< the path, for messages
    bool verified = true;  ///< it carried our checksum, which matched
};

/// Whether a file without our checksum is refused at once, or by the caller's require_checksum(),
/// after tensors that are missing or ill-shaped have been named.
enum class Unverified { refused, let_through };

/// Tensors own their memory. Throws CheckpointError on any fault (core/safetensors.hpp).
TensorFile read_tensor_file(const Path& path, Unverified unverified = Unverified::refused);
/// Contiguous CPU copies are written; the file appears whole or not at all.
void write_tensor_file(const Path& path, const NamedTensors& tensors,
                       const std::map<std::string, std::string>& metadata);

/// [2, 3, 4]
std::string shape_text(at::IntArrayRef shape);

}  // namespace affetto
