#pragma once

#include "affetto/features/latents_folder.hpp"
#include "affetto/model/model_folder.hpp"
#include "affetto/pipeline/run_record.hpp"
#include "affetto/pipeline/train.hpp"
#include "affetto/pipeline/training_place.hpp"
#include "affetto/training/trainer.hpp"

namespace affetto {

/// All that is decided before the first step of a run.
struct TrainSetup {
    Path folder;                           ///< that the run works in
    std::unique_ptr<TrainingPlace> place;  ///< of the first rank, which alone writes
    RunRecord record;                      ///< with the families settled and the batch size found
    Json settings;                         ///< the configuration as asked for
    at::Device device = at::kCPU;          ///< of this process
    TrainerOptions trainer;  ///< with the precision and the ranks; the first alone warns
    LatentSet set;
    ModelDescription description;
    std::shared_ptr<Network> network;  ///< with its first weights, on `device`
    std::int64_t resumed_at = 0;       ///< step of the checkpoint to go on from

    const TrainingConfig& training() const { return record.config.training; }
};

/// Resolves the configuration (of a resumed run against its record), meets the other ranks, reads
/// the latents and draws the network's first weights; once all of that is right makes the folder
/// ready (TrainingPlace::open), where nothing is written yet but an empty log.jsonl. Throws as
/// train() does.
TrainSetup set_up_training(const TrainOptions& options);

}  // namespace affetto
