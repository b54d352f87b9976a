#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "affetto/codec/state_dict_pickle.hpp"

// Inside the reader of state dicts only: the stack machine that runs a pickle.

namespace affetto::detail {

/// A value that the machine has made; it stays until the end.
using PickleRef = std::uint32_t;
using PickleDict = std::map<std::string_view, PickleRef>;

class PickleMachine {
public:
    /// Throws CheckpointError where the pickle is larger than the limit.
    PickleMachine(std::span<const std::byte> pickle, std::string_view name,
                  const PickleLimits& limits);

    /// Runs the whole pickle and gives the dict that it makes, as long as the machine lives.
    const PickleDict* run();

    /// nullptr where the value is of another kind.
    const PickleDict* as_dict(PickleRef value) const;
    const PickledTensor* as_tensor(PickleRef value) const;

    [[noreturn]] void fail(const std::string& what) const;

private:
    enum class Kind { none, boolean, number, text, tuple, dict, global, storage, tensor };
    struct Value {
        Kind kind = Kind::none;
        std::int64_t number = 0;       ///< number; boolean; of dict and tensor the place in a list
        std::string text;              ///< text; the global's dotted name; the storage's key
        std::vector<PickleRef> items;  ///< of a tuple
        Dtype dtype = Dtype::f32;      ///< of a storage, whose values `number` counts
    };

    // The bytes.
    std::uint8_t byte();
    std::uint32_t number(std::size_t bytes);
    std::int64_t long_number();
    std::string_view take(std::size_t size);
    std::string_view line();

    // The stack.
    PickleRef push(Value value);
    PickleRef pop();
    const Value& at(PickleRef ref) const { return values_[ref]; }
    std::vector<PickleRef> pop_to_mark();
    void push_simple(Kind kind, std::int64_t number);
    void push_text(std::string_view text);
    void push_tuple(std::vector<PickleRef> items);
    void push_dict();

    // The instructions.
    void step(std::uint8_t opcode);
    void recall(std::uint32_t slot);
    void set_items(const std::vector<PickleRef>& keys_and_values);

    // The instructions that mean something to PyTorch (pickle_torch.cpp).
    void global();
    void build();
    void persistent_id();
    void reduce();
    void rebuild_tensor(const std::vector<PickleRef>& arguments);
    void rebuild_parameter(const std::vector<PickleRef>& arguments);
    std::vector<std::int64_t> sizes_of(PickleRef tuple) const;

    std::span<const std::byte> pickle_;
    std::string_view name_;
    std::size_t at_ = 0;
    // A deque: views of texts stay valid while it grows.
    std::deque<Value> values_;
    std::deque<PickleDict> dicts_;
    std::vector<PickledTensor> tensors_;
    std::vector<PickleRef> stack_;
    std::vector<std::size_t> marks_;
    std::unordered_map<std::uint32_t, PickleRef> memo_;
    std::map<std::string_view, PickleRef> storages_;
};

}  // namespace affetto::detail
