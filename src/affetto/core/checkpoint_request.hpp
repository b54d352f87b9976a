#pragma once

namespace affetto {

// SIGUSR1, by which schedulers say that the time is nearly over, asks a training run for a
// checkpoint. Both calls are safe in a signal handler.

void request_checkpoint() noexcept;
/// True once for all requests since the last call.
bool take_checkpoint_request() noexcept;

}  // namespace affetto
