#include "affetto/model/recurrent_layer.hpp"

#include "affetto/model/gru.hpp"
#include "affetto/model/lstm.hpp"

namespace affetto {

std::shared_ptr<RecurrentLayer> make_recurrent_layer(const std::string& family, std::int64_t inputs,
                                                     std::int64_t hidden, at::Generator& rng) {
    if (family == "lstm") return std::make_shared<Lstm>(inputs, hidden, rng);
    return std::make_shared<Gru>(inputs, hidden, rng);
}

}  // namespace affetto
