#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "affetto/tensor/torch.hpp"

namespace affetto {

/// The processes that train one model together, as the training program sees them. This class is
/// one rank alone: everything is done already and costs nothing. join_ranks() makes those of
/// several. Every rank calls the same operations in the same order; each throws LostRank where a
/// rank is gone or does not answer in time.
class Ranks {
public:
    Ranks() = default;
    virtual ~Ranks() = default;
    Ranks(const Ranks&) = delete;
    Ranks& operator=(const Ranks&) = delete;

    int rank() const { return rank_; }
    int size() const { return size_; }
    bool first() const { return rank_ == 0; }  ///< it alone writes files
    bool alone() const { return size_ == 1; }

    /// Every rank's tensor (contiguous) becomes the sum over the ranks: the same bits everywhere.
    virtual void sum(at::Tensor&) {}
    /// No rank goes on before all are here. For the end: whoever leaves earlier closes connections
    /// that others still read.
    virtual void leave() {}

    /// Every rank's tensor becomes the mean over the ranks.
    void average(at::Tensor& tensor);
    /// Every rank's values become the sums over the ranks.
    void sum(std::span<double> values);
    /// Every rank's value, by rank.
    std::vector<std::int64_t> gather(std::int64_t mine);
    /// Throws Error naming the ranks whose value is another than that of rank 0. `what` and
    /// `advice` are for the message: "the latents", "give every rank the same folder".
    void require_same(const std::string& what, std::int64_t value, const std::string& advice);

protected:
    Ranks(int rank, int size) : rank_(rank), size_(size) {}

private:
    int rank_ = 0, size_ = 1;
};

/// The first 64 bits of the SHA-256 of a text, for require_same().
std::int64_t digest_of(const std::string& text);
/// The sum of the bit patterns of a float tensor: another one where any single number differs.
std::int64_t digest_of(const at::Tensor& values);

}  // namespace affetto
