#include <algorithm>
#include <array>

#include "affetto/codec/pickle_machine.hpp"
#include "affetto/core/text.hpp"

// What a state dict means by the names, calls and storages in its pickle.

namespace affetto::detail {
namespace {

constexpr std::string_view kOrderedDict = "collections.OrderedDict";
constexpr std::string_view kRebuildTensor = "torch._utils._rebuild_tensor_v2";
constexpr std::string_view kRebuildParameter = "torch._utils._rebuild_parameter";
constexpr std::size_t kMaxDimensions = 8;
constexpr std::size_t kMaxKeyDigits = 9;

struct StorageType {
    std::string_view name;
    Dtype dtype;
};
constexpr std::array<StorageType, 5> kStorages = {{{"torch.BoolStorage", Dtype::boolean},
                                                   {"torch.FloatStorage", Dtype::f32},
                                                   {"torch.HalfStorage", Dtype::f16},
                                                   {"torch.BFloat16Storage", Dtype::bf16},
                                                   {"torch.DoubleStorage", Dtype::f64}}};

const StorageType* find_storage(std::string_view name) {
    const auto* found = std::find_if(kStorages.begin(), kStorages.end(),
                                     [&](const StorageType& s) { return s.name == name; });
    return found == kStorages.end() ? nullptr : found;
}

bool is_key(std::string_view text) {
    return !text.empty() && text.size() <= kMaxKeyDigits &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

void PickleMachine::global() {
    const std::string_view module = line(), name = line();
    Value value;
    value.kind = Kind::global;
    value.text = std::string(module) + "." + std::string(name);
    constexpr std::string_view kTorch = "torch.", kStorage = "Storage";
    if (find_storage(value.text) == nullptr && value.text.starts_with(kTorch) &&
        value.text.ends_with(kStorage) && value.text.find('.', kTorch.size()) == std::string::npos)
        fail("it holds numbers of the type '" + printable(value.text.substr(0, 100)) +
             "'; weights are float16, bfloat16, float32 or float64 (or truth values)");
    if (value.text != kOrderedDict && value.text != kRebuildTensor &&
        value.text != kRebuildParameter && find_storage(value.text) == nullptr)
        fail("it names '" + printable(value.text.substr(0, 100)) +
             "', which weights do not need; the file may be harmful. Nothing of it was run");
    push(std::move(value));
}

/// Attributes of an OrderedDict: a state dict carries its modules' versions as `_metadata`.
void PickleMachine::build() {
    const PickleRef state = pop(), target = pop();
    stack_.push_back(target);
    const PickleDict* attributes = as_dict(state);
    if (as_dict(target) == nullptr || attributes == nullptr || attributes->size() > 1 ||
        (attributes->size() == 1 && attributes->begin()->first != "_metadata"))
        fail("its pickle sets attributes that a state dict does not have");
}

/// ('storage', type, key, location, number of values)
void PickleMachine::persistent_id() {
    const std::vector<PickleRef> id = at(pop()).items;
    if (id.size() != 5 || at(id[0]).text != "storage" || at(id[1]).kind != Kind::global ||
        at(id[2]).kind != Kind::text || at(id[3]).kind != Kind::text ||
        at(id[4]).kind != Kind::number)
        fail("a storage is not described as PyTorch does");
    const StorageType* type = find_storage(at(id[1]).text);
    if (type == nullptr) fail("a storage has the type '" + at(id[1]).text + "'");
    if (!is_key(at(id[2]).text)) fail("a storage has the odd name '" + at(id[2]).text + "'");
    Value value;
    value.kind = Kind::storage;
    value.text = at(id[2]).text;
    value.number = at(id[4]).number;
    value.dtype = type->dtype;
    if (value.number < 0) fail("the storage " + value.text + " has a negative size");
    const PickleRef made = push(std::move(value));
    const Value& first = at(storages_.emplace(at(made).text, made).first->second);
    if (first.dtype != at(made).dtype || first.number != at(made).number)
        fail("the storage " + first.text + " is described in two ways");
}

void PickleMachine::reduce() {
    const PickleRef arguments = pop(), callable = pop();
    if (at(callable).kind != Kind::global || at(arguments).kind != Kind::tuple)
        fail("its pickle calls something that is no function");
    if (at(callable).text == kOrderedDict && at(arguments).items.empty()) {
        push_dict();
    } else if (at(callable).text == kRebuildTensor) {
        rebuild_tensor(at(arguments).items);
    } else if (at(callable).text == kRebuildParameter) {
        rebuild_parameter(at(arguments).items);
    } else {
        fail("it calls '" + at(callable).text + "' in a way that weights do not need");
    }
}

/// (tensor, requires_grad, hooks): the tensor.
void PickleMachine::rebuild_parameter(const std::vector<PickleRef>& arguments) {
    if (arguments.size() != 3 || as_tensor(arguments[0]) == nullptr ||
        at(arguments[1]).kind != Kind::boolean || as_dict(arguments[2]) == nullptr ||
        !as_dict(arguments[2])->empty())
        fail("a parameter is not described as PyTorch does");
    stack_.push_back(arguments[0]);
}

/// (storage, offset, shape, strides, requires_grad, hooks)
void PickleMachine::rebuild_tensor(const std::vector<PickleRef>& arguments) {
    if (arguments.size() != 6 || at(arguments[0]).kind != Kind::storage ||
        at(arguments[1]).kind != Kind::number || at(arguments[4]).kind != Kind::boolean ||
        as_dict(arguments[5]) == nullptr || !as_dict(arguments[5])->empty())
        fail("a tensor is not described as PyTorch does");
    const Value& storage = at(arguments[0]);
    PickledTensor tensor;
    tensor.storage = storage.text;
    tensor.dtype = storage.dtype;
    tensor.storage_values = storage.number;
    tensor.offset = at(arguments[1]).number;
    tensor.shape = sizes_of(arguments[2]);
    tensor.strides = sizes_of(arguments[3]);
    const std::string what = "a tensor of storage " + storage.text + " ";
    if (tensor.strides.size() != tensor.shape.size())
        fail(what + "has a stride too many or too few");
    std::int64_t values = 1, last = 0;  // the place of the last value, from the first on
    for (std::size_t i = tensor.shape.size(); i-- > 0;) {
        const std::int64_t size = tensor.shape[i];
        // Along a dimension of one value the stride means nothing.
        if (size <= 1) tensor.strides[i] = 0;
        tensor.contiguous = tensor.contiguous && (size <= 1 || tensor.strides[i] == values);
        std::int64_t reach = 0;
        if (__builtin_mul_overflow(values, std::max<std::int64_t>(size, 1), &values) ||
            (size > 1 && __builtin_mul_overflow(size - 1, tensor.strides[i], &reach)) ||
            __builtin_add_overflow(last, reach, &last))
            fail(what + "is too large");
    }
    const bool empty = std::count(tensor.shape.begin(), tensor.shape.end(), 0) > 0;
    tensor.values = empty ? 0 : values;
    tensor.contiguous = tensor.contiguous || empty;
    if (tensor.offset < 0 || tensor.offset > tensor.storage_values ||
        (!empty && last >= tensor.storage_values - tensor.offset))
        fail(what + "has " + std::to_string(tensor.values) + " values from " +
             std::to_string(tensor.offset) + " on, the storage " +
             std::to_string(tensor.storage_values));
    tensors_.push_back(std::move(tensor));
    push_simple(Kind::tensor, static_cast<std::int64_t>(tensors_.size()) - 1);
}

std::vector<std::int64_t> PickleMachine::sizes_of(PickleRef tuple) const {
    if (at(tuple).kind != Kind::tuple || at(tuple).items.size() > kMaxDimensions)
        fail("a tensor has no shape of at most " + std::to_string(kMaxDimensions) + " numbers");
    std::vector<std::int64_t> sizes;
    for (const PickleRef item : at(tuple).items) {
        if (at(item).kind != Kind::number || at(item).number < 0)
            fail("the shape of a tensor holds something that is no size");
        sizes.push_back(at(item).number);
    }
    return sizes;
}

}  // namespace affetto::detail
