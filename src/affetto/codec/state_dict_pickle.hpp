#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/safetensors.hpp"

namespace affetto {

/// A tensor as a pickled state dict describes it: values of a storage, in any order.
struct PickledTensor {
    std::string name;
    std::vector<std::int64_t> shape;
    std::string storage;                ///< digits; the values stand in the record data/<storage>
    Dtype dtype = Dtype::f32;           ///< of the storage; floating-point or boolean
    std::int64_t storage_values = 0;    ///< how many the storage holds
    std::int64_t offset = 0;            ///< of the first value in the storage
    std::int64_t values = 0;            ///< the product of the shape
    std::vector<std::int64_t> strides;  ///< in values of the storage; one a dimension
    bool contiguous = true;             ///< in C order without gaps
};

struct PickleLimits {
    std::size_t max_bytes = 1u << 20;  ///< that of EnCodec's weights has about 30 thousand
};

/// Reads the pickle (protocol 2) of a state dict: an OrderedDict or a dict from names to tensors,
/// or one that has such a dict under "best_state", as training programs of Meta write it.
///
/// A pickle is a program. Of its language only what such a dict needs is known here: text, whole
/// numbers, truth values, None, tuples, dicts, and the names collections.OrderedDict,
/// torch._utils._rebuild_tensor_v2, torch._utils._rebuild_parameter (a tensor that is trained; its
/// mark is dropped) and torch's storages of floating-point numbers and truth values. Nothing is
/// ever called; anything else is refused. Throws CheckpointError: `name` and what was found.
std::vector<PickledTensor> parse_state_dict_pickle(std::span<const std::byte> pickle,
                                                   std::string_view name,
                                                   const PickleLimits& limits = {});

}  // namespace affetto
