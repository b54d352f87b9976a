#include "affetto/codec/pickle_machine.hpp"

#include <cstdio>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto::detail {
namespace {

// The opcodes of pickle protocol 2 that a state dict needs (Python, Lib/pickletools.py).
enum Opcode : std::uint8_t {
    kProto = 0x80,
    kMark = '(',
    kStop = '.',
    kNone = 'N',
    kNewTrue = 0x88,
    kNewFalse = 0x89,
    kBinInt = 'J',
    kBinInt1 = 'K',
    kBinInt2 = 'M',
    kLong1 = 0x8a,
    kBinUnicode = 'X',
    kEmptyTuple = ')',
    kTuple = 't',
    kTuple1 = 0x85,
    kTuple2 = 0x86,
    kTuple3 = 0x87,
    kEmptyDict = '}',
    kSetItem = 's',
    kSetItems = 'u',
    kGlobal = 'c',
    kReduce = 'R',
    kBuild = 'b',
    kBinPersId = 'Q',
    kBinPut = 'q',
    kLongBinPut = 'r',
    kBinGet = 'h',
    kLongBinGet = 'j',
};

constexpr std::uint8_t kProtocol = 2;

std::string hex(std::uint8_t value) {
    char text[8];
    std::snprintf(text, sizeof text, "0x%02x", value);
    return text;
}

}  // namespace

PickleMachine::PickleMachine(std::span<const std::byte> pickle, std::string_view name,
                             const PickleLimits& limits)
    : pickle_(pickle), name_(name) {
    if (pickle.size() > limits.max_bytes)
        fail("its pickle has " + std::to_string(pickle.size()) + " bytes, the limit is " +
             std::to_string(limits.max_bytes));
}

void PickleMachine::fail(const std::string& what) const {
    throw CheckpointError(std::string(name_) + ": not a state dict of PyTorch: " + what);
}

const PickleDict* PickleMachine::run() {
    if (byte() != kProto || byte() != kProtocol)
        fail("its pickle is not of protocol " + std::to_string(kProtocol));
    for (std::uint8_t opcode = byte(); opcode != kStop; opcode = byte()) step(opcode);
    if (at_ != pickle_.size()) fail("something follows the end of its pickle");
    if (stack_.size() != 1 || !marks_.empty()) fail("its pickle leaves its stack untidy");
    const PickleDict* dict = as_dict(stack_.back());
    if (dict == nullptr) fail("it holds no dict of tensors");
    return dict;
}

const PickleDict* PickleMachine::as_dict(PickleRef value) const {
    return at(value).kind == Kind::dict ? &dicts_[static_cast<std::size_t>(at(value).number)]
                                        : nullptr;
}

const PickledTensor* PickleMachine::as_tensor(PickleRef value) const {
    return at(value).kind == Kind::tensor ? &tensors_[static_cast<std::size_t>(at(value).number)]
                                          : nullptr;
}

std::uint8_t PickleMachine::byte() { return static_cast<std::uint8_t>(take(1).front()); }

std::uint32_t PickleMachine::number(std::size_t bytes) {
    const std::string_view taken = take(bytes);
    std::uint32_t value = 0;
    for (std::size_t i = taken.size(); i-- > 0;)
        value = value << 8 | static_cast<std::uint8_t>(taken[i]);
    return value;
}

/// Two's complement, little-endian, as short as possible.
std::int64_t PickleMachine::long_number() {
    const std::size_t size = byte();
    if (size > 8) fail("it holds a number of " + std::to_string(size) + " bytes");
    const std::string_view taken = take(size);
    const bool negative = !taken.empty() && (static_cast<std::uint8_t>(taken.back()) & 0x80) != 0;
    std::uint64_t value = negative ? ~std::uint64_t{0} : 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<std::uint8_t>(taken[i]);
    return static_cast<std::int64_t>(value);
}

std::string_view PickleMachine::take(std::size_t size) {
    if (size > pickle_.size() - at_) fail("its pickle is cut short");
    const std::string_view taken(reinterpret_cast<const char*>(pickle_.data()) + at_, size);
    at_ += size;
    return taken;
}

std::string_view PickleMachine::line() {
    const std::string_view rest(reinterpret_cast<const char*>(pickle_.data()) + at_,
                                pickle_.size() - at_);
    const std::size_t size = rest.find('\n');
    if (size == std::string_view::npos) fail("its pickle is cut short");
    at_ += size + 1;
    return rest.substr(0, size);
}

PickleRef PickleMachine::push(Value value) {
    values_.push_back(std::move(value));
    stack_.push_back(static_cast<PickleRef>(values_.size() - 1));
    return stack_.back();
}

PickleRef PickleMachine::pop() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
        fail("its pickle takes more from its stack than is there");
    const PickleRef top = stack_.back();
    stack_.pop_back();
    return top;
}

std::vector<PickleRef> PickleMachine::pop_to_mark() {
    if (marks_.empty()) fail("its pickle takes more from its stack than is there");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    marks_.pop_back();
    std::vector<PickleRef> items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    return items;
}

void PickleMachine::push_dict() {
    dicts_.emplace_back();
    push_simple(Kind::dict, static_cast<std::int64_t>(dicts_.size()) - 1);
}

void PickleMachine::push_tuple(std::vector<PickleRef> items) {
    Value value;
    value.kind = Kind::tuple;
    value.items = std::move(items);
    push(std::move(value));
}

void PickleMachine::push_simple(Kind kind, std::int64_t number) {
    Value value;
    value.kind = kind;
    value.number = number;
    push(std::move(value));
}

void PickleMachine::push_text(std::string_view text) {
    if (printable(text) != text) fail("it holds text that is not plain UTF-8");
    Value value;
    value.kind = Kind::text;
    value.text = text;
    push(std::move(value));
}

void PickleMachine::step(std::uint8_t opcode) {
    const auto push_tuple_of = [&](std::size_t size) {
        std::vector<PickleRef> items(size);
        for (std::size_t i = size; i-- > 0;) items[i] = pop();
        push_tuple(std::move(items));
    };
    const auto remember = [&](std::uint32_t slot) {
        const PickleRef top = pop();
        stack_.push_back(top);
        memo_[slot] = top;
    };
    switch (opcode) {
        case kMark:
            return marks_.push_back(stack_.size());
        case kNone:
            return push_simple(Kind::none, 0);
        case kNewTrue:
        case kNewFalse:
            return push_simple(Kind::boolean, opcode == kNewTrue ? 1 : 0);
        case kBinInt1:
            return push_simple(Kind::number, number(1));
        case kBinInt2:
            return push_simple(Kind::number, number(2));
        case kBinInt:
            return push_simple(Kind::number, static_cast<std::int32_t>(number(4)));
        case kLong1:
            return push_simple(Kind::number, long_number());
        case kBinUnicode:
            return push_text(take(number(4)));
        case kEmptyTuple:
            return push_tuple({});
        case kTuple:
            return push_tuple(pop_to_mark());
        case kTuple1:
        case kTuple2:
        case kTuple3:
            return push_tuple_of(static_cast<std::size_t>(opcode - kTuple1) + 1);
        case kEmptyDict:
            return push_dict();
        case kSetItem: {
            const PickleRef value = pop(), key = pop();
            return set_items({key, value});
        }
        case kSetItems:
            return set_items(pop_to_mark());
        case kGlobal:
            return global();
        case kReduce:
            return reduce();
        case kBuild:
            return build();
        case kBinPersId:
            return persistent_id();
        case kBinPut:
            return remember(number(1));
        case kLongBinPut:
            return remember(number(4));
        case kBinGet:
            return recall(number(1));
        case kLongBinGet:
            return recall(number(4));
        default:
            fail("its pickle uses the instruction " + hex(opcode) + " at byte " +
                 std::to_string(at_ - 1) + ", which tensors do not need");
    }
}

void PickleMachine::recall(std::uint32_t slot) {
    const auto found = memo_.find(slot);
    if (found == memo_.end()) fail("its pickle asks for something that it has not made");
    stack_.push_back(found->second);
}

void PickleMachine::set_items(const std::vector<PickleRef>& keys_and_values) {
    const PickleRef target = pop();
    stack_.push_back(target);
    if (at(target).kind != Kind::dict || keys_and_values.size() % 2 != 0)
        fail("its pickle sets an entry of something that is no dict");
    PickleDict& dict = dicts_[static_cast<std::size_t>(at(target).number)];
    for (std::size_t i = 0; i < keys_and_values.size(); i += 2) {
        const Value& key = at(keys_and_values[i]);
        if (key.kind != Kind::text) fail("a key of a dict is no text");
        if (!dict.emplace(key.text, keys_and_values[i + 1]).second)
            fail("the key '" + key.text + "' stands twice");
    }
}

}  // namespace affetto::detail
