#include "affetto/distributed/ranks.hpp"

#include <cstring>

#include "affetto/core/error.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/distributed/launch.hpp"

namespace affetto {

void Ranks::average(at::Tensor& tensor) {
    if (alone()) return;
    const torch::NoGradGuard no_grad;
    sum(tensor);
    tensor.div_(size());
}

void Ranks::sum(std::span<double> values) {
    if (alone()) return;
    at::Tensor block = at::empty({static_cast<std::int64_t>(values.size())}, at::kDouble);
    std::memcpy(block.data_ptr(), values.data(), values.size_bytes());
    sum(block);
    std::memcpy(values.data(), block.data_ptr(), values.size_bytes());
}

std::vector<std::int64_t> Ranks::gather(std::int64_t mine) {
    at::Tensor block = at::zeros({size()}, at::kLong);
    block[rank()] = mine;
    sum(block);
    const auto* first = block.data_ptr<std::int64_t>();
    return {first, first + size()};
}

void Ranks::require_same(const std::string& what, std::int64_t value, const std::string& advice) {
    if (alone()) return;
    const std::vector<std::int64_t> values = gather(value);
    std::vector<int> others;
    for (int r = 1; r < size(); ++r)
        if (values[static_cast<std::size_t>(r)] != values[0]) others.push_back(r);
    if (!others.empty())
        throw Error("training: " + what + " of " + list_of_ranks(others) +
                    (others.size() == 1 ? " differs" : " differ") + " from that of rank 0; " +
                    advice);
}

std::int64_t digest_of(const std::string& text) {
    const std::string hex = sha256_hex(std::as_bytes(std::span(text)));
    return static_cast<std::int64_t>(std::stoull(hex.substr(0, 16), nullptr, 16));
}

std::int64_t digest_of(const at::Tensor& values) {
    const torch::NoGradGuard no_grad;
    return values.contiguous().view(at::kInt).sum(at::kLong).item<std::int64_t>();
}

}  // namespace affetto
