#pragma once

#include <exception>
#include <string>

namespace affetto {

/// Whether `fault` says that memory, or room for one more thread, could not be had: what C++ throws
/// then, and what libtorch and the libraries below it say.
bool is_out_of_memory(const std::exception& fault);

/// One line for people: "out of memory", the limit on the address space where there is one, and
/// what to do.
std::string out_of_memory_text();

}  // namespace affetto
