#include "affetto/training/ema_quantizer.hpp"

#include <algorithm>

namespace affetto {
namespace {

constexpr int kMeansRounds = 10;
constexpr double kSmoothing = 1e-5;

/// `count` rows drawn with repetition.
at::Tensor drawn_rows(const at::Tensor& rows, std::int64_t count, at::Generator& rng) {
    const at::Tensor places =
        at::empty({count}, at::kLong).random_(0, rows.size(0), c10::make_optional(rng));
    return rows.index_select(0, places);
}

/// How many rows chose each code, and their sums.
std::pair<at::Tensor, at::Tensor> tally(const at::Tensor& rows, const at::Tensor& codes,
                                        std::int64_t size) {
    const at::Tensor counts = at::zeros({size}).index_add(0, codes, at::ones({rows.size(0)}));
    const at::Tensor sums = at::zeros({size, rows.size(1)}).index_add(0, codes, rows);
    return {counts, sums};
}

}  // namespace

at::Tensor nearest_codes(const at::Tensor& rows, const at::Tensor& vectors) {
    const at::Tensor offsets = vectors.square().sum(1).mul(-0.5);
    return at::addmm(offsets, rows, vectors.t()).argmax(1);
}

EmaQuantizer::EmaQuantizer(int codebooks, std::int64_t size, std::int64_t width,
                           const QuantizerSettings& settings)
    : settings_(settings) {
    for (int i = 0; i < codebooks; ++i)
        books_.push_back({at::zeros({size, width}), at::zeros({size}), at::zeros({size, width})});
}

void EmaQuantizer::begin(Book& book, const at::Tensor& rows, at::Generator& rng) const {
    const std::int64_t size = book.vectors.size(0);
    book.vectors = drawn_rows(rows, size, rng);
    for (int round = 0; round < kMeansRounds; ++round) {
        const auto [counts, sums] = tally(rows, nearest_codes(rows, book.vectors), size);
        const at::Tensor used = (counts > 0).unsqueeze(1);
        book.vectors = at::where(used, sums / counts.clamp_min(1).unsqueeze(1), book.vectors);
    }
    const auto [counts, sums] = tally(rows, nearest_codes(rows, book.vectors), size);
    book.counts = counts;
    book.sums = sums;
    book.begun = true;
}

void EmaQuantizer::learn(Book& book, const at::Tensor& rows, const at::Tensor& codes,
                         at::Generator& rng) const {
    const std::int64_t size = book.vectors.size(0);
    const auto [counts, sums] = tally(rows, codes, size);
    book.counts.lerp_(counts, 1 - settings_.decay);
    book.sums.lerp_(sums, 1 - settings_.decay);
    // Counts near 0 must not blow the mean up (Laplace smoothing).
    const at::Tensor total = book.counts.sum();
    const at::Tensor smooth =
        (book.counts + kSmoothing) / (total + static_cast<double>(size) * kSmoothing) * total;
    book.vectors = book.sums / smooth.unsqueeze(1).clamp_min(kSmoothing);

    // More codes than a batch has rows could never all be in use.
    const double fair = static_cast<double>(rows.size(0)) / static_cast<double>(size);
    const at::Tensor dead = book.counts < std::min(settings_.dead_usage, 0.25 * fair);
    if (!dead.any().item<bool>()) return;
    const at::Tensor fresh = drawn_rows(rows, size, rng);
    const at::Tensor mask = dead.unsqueeze(1);
    book.vectors = at::where(mask, fresh, book.vectors);
    book.counts = at::where(dead, at::full_like(book.counts, fair), book.counts);
    book.sums = at::where(mask, fresh * fair, book.sums);
}

void EmaQuantizer::begin(const at::Tensor& latents, at::Generator& rng) {
    const at::NoGradGuard no_grad;
    at::Tensor residual = latents;
    for (Book& book : books_) {
        begin(book, residual, rng);
        residual = residual - book.vectors.index_select(0, nearest_codes(residual, book.vectors));
    }
}

EmaQuantizer::Result EmaQuantizer::forward(const at::Tensor& latents, int codebooks,
                                           at::Generator* rng) {
    if (rng != nullptr && !begun()) begin(latents.detach(), *rng);
    at::Tensor residual = latents, sum = at::zeros_like(latents.detach());
    at::Tensor commitment = at::zeros({});
    for (int i = 0; i < codebooks; ++i) {
        Book& book = books_[static_cast<std::size_t>(i)];
        at::Tensor chosen;
        {
            const at::NoGradGuard no_grad;
            const at::Tensor rows = residual.detach();
            const at::Tensor codes = nearest_codes(rows, book.vectors);
            chosen = book.vectors.index_select(0, codes);
            if (rng != nullptr) learn(book, rows, codes, *rng);
        }
        commitment = commitment + (residual - chosen).square().mean();
        residual = residual - chosen;
        sum = sum + chosen;
    }
    return {latents + (sum - latents).detach(), commitment / static_cast<double>(codebooks)};
}

double EmaQuantizer::usage(int codebook) const {
    const at::Tensor& counts = books_[static_cast<std::size_t>(codebook)].counts;
    const at::Tensor fair = counts.sum() / static_cast<double>(counts.size(0));
    return (counts > 0.1 * fair).to(at::kFloat).mean().item<double>();
}

NamedTensors EmaQuantizer::state() const {
    NamedTensors tensors;
    for (std::size_t i = 0; i < books_.size(); ++i) {
        const std::string name = "codebook." + std::to_string(i) + ".";
        tensors[name + "vectors"] = books_[i].vectors;
        tensors[name + "counts"] = books_[i].counts;
        tensors[name + "sums"] = books_[i].sums;
        tensors[name + "begun"] = at::full({1}, books_[i].begun ? 1 : 0, at::kByte);
    }
    return tensors;
}

void EmaQuantizer::load(const TensorFile& file) {
    for (std::size_t i = 0; i < books_.size(); ++i) {
        const std::string name = "codebook." + std::to_string(i) + ".";
        Book& book = books_[i];
        for (const auto& [field, tensor] :
             {std::pair<const char*, at::Tensor*>{"vectors", &book.vectors},
              {"counts", &book.counts},
              {"sums", &book.sums}})
            *tensor = file.require(name + field, tensor->sizes(), at::kFloat).clone();
        book.begun = file.require(name + "begun", {1}, at::kByte).item<std::uint8_t>() != 0;
    }
}

}  // namespace affetto
