#pragma once

#include <string>

#include "affetto/tensor/torch.hpp"

namespace affetto {

/// How a process uses the machine. Call once, before the first tensor.
struct RuntimeConfig {
    int threads =
        1;  ///< of one operation; two spinning threads on a busy machine are slower than one
};
/// Sets threads, flushes denormals, and tells glibc to keep large blocks: giving the activations of
/// every step back to the kernel costs 1.2 to 2.6 times the run time.
void configure_runtime(const RuntimeConfig& config);

/// True where bfloat16 matrix products run in hardware (avx512_bf16 or amx_bf16).
bool has_fast_bfloat16();

/// The number format of matrix products; parameters and sums stay float32.
enum class Precision { float32, bfloat16 };
/// "auto" (bfloat16 where has_fast_bfloat16()), "float32", "bfloat16". Throws UsageError.
Precision precision_from_name(const std::string& name);
std::string name_of(Precision p);

/// "auto" (CUDA where there is one), "cpu", "cuda". Throws UsageError where CUDA is asked for and
/// absent.
at::Device device_from_name(const std::string& name);

/// "1.13.0", as libtorch reports it.
std::string torch_version();

}  // namespace affetto
