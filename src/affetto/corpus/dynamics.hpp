#pragma once

#include "affetto/core/random.hpp"
#include "affetto/corpus/form.hpp"
#include "affetto/corpus/sketch.hpp"

namespace affetto {

/// Velocities with the given mean and standard deviation over all pitched notes. Their shape: every
/// phrase swells to its third quarter and falls off, the melody leads, strong beats weigh more,
/// contrasting sections step back or forward, and the loudest phrase comes late.
void shape_dynamics(Sketch& sketch, double mean, double sd, const Form& form, const Metre& metre,
                    Random& rng);

}  // namespace affetto
