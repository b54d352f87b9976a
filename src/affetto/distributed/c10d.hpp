#pragma once

// libtorch's c10d, for the sources of this folder alone: the one place that meets its versions.
#include "affetto/tensor/torch.hpp"
//
#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

// A libtorch may come without Gloo, or without the headers of Gloo that this one of c10d needs.
#if defined(USE_C10D_GLOO) && __has_include(<gloo/transport/device.h>)
#define AFFETTO_WITH_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif

#include <exception>
#include <string>

namespace affetto {

using Store = c10::intrusive_ptr<c10d::Store>;

/// The first line of what a library says, without its backtrace.
inline std::string reason_of(const std::exception& fault) {
    const auto* error = dynamic_cast<const c10::Error*>(&fault);
    const std::string text = error != nullptr ? error->what_without_backtrace() : fault.what();
    return text.substr(0, text.find('\n'));
}

/// Newer versions serve through libuv by default, which not every build has.
template <class Options>
void without_libuv(Options& options) {
    if constexpr (requires { options.useLibUV; }) options.useLibUV = false;
}

}  // namespace affetto
