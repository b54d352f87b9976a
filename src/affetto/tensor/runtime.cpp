#include "affetto/tensor/runtime.hpp"

#include <ATen/Parallel.h>
#include <malloc.h>

#include <fstream>

#include "affetto/core/error.hpp"
#include "affetto/core/memory.hpp"
#include "affetto/tensor/reserved_threads.hpp"

namespace affetto {

void configure_runtime(const RuntimeConfig& config) {
    reserve_threads(config.threads);
    at::set_num_threads(config.threads);
    set_blas_threads(config.threads);
    at::globalContext().setFlushDenormal(true);
#ifdef __GLIBC__
    if (address_space_limit()) {
        mallopt(M_ARENA_MAX, 1);  // each further one reserves 64 MB
        return;
    }
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 2147483647);
    mallopt(M_TOP_PAD, 256 << 20);
#endif
}

bool has_fast_bfloat16() {
    static const bool found = [] {
        std::ifstream cpu("/proc/cpuinfo");
        std::string line;
        while (std::getline(cpu, line))
            if (line.rfind("flags", 0) == 0)
                return line.find(" avx512_bf16") != std::string::npos ||
                       line.find(" amx_bf16") != std::string::npos;
        return false;
    }();
    return found;
}

Precision precision_from_name(const std::string& name) {
    if (name == "auto") return has_fast_bfloat16() ? Precision::bfloat16 : Precision::float32;
    if (name == "float32") return Precision::float32;
    if (name == "bfloat16") return Precision::bfloat16;
    throw UsageError("precision: expected auto, float32 or bfloat16, got '" + name + "'");
}

std::string name_of(Precision p) { return p == Precision::bfloat16 ? "bfloat16" : "float32"; }

at::Device device_from_name(const std::string& name) {
    const bool cuda = at::hasCUDA();
    if (name == "cpu" || (name == "auto" && !cuda)) return at::kCPU;
    if (name == "auto") return at::kCUDA;
    if (name != "cuda") throw UsageError("device: expected auto, cpu or cuda, got '" + name + "'");
    if (!cuda)
        throw UsageError(
            "device cuda: this libtorch (" + torch_version() +
            ") sees no CUDA device; use --device cpu, or build against a CUDA libtorch");
    return at::kCUDA;
}

std::string torch_version() { return TORCH_VERSION; }

}  // namespace affetto
