#include "affetto/generation/generate.hpp"

#include "affetto/generation/roll_generator.hpp"

namespace affetto {

std::vector<GeneratedPiece> generate_pieces(const TrainedModel& model,
                                            std::span<const PiecePlan> plans,
                                            const SamplingConfig& config, std::span<Random> rngs) {
    return model.description.representation == Representation::notes
               ? generate_notes(model, plans, config, rngs)
               : generate_rolls(model, plans, config, rngs);
}

}  // namespace affetto
