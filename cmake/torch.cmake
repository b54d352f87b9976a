# libtorch: the distribution's package (1.13) or upstream 2.x by CMAKE_PREFIX_PATH, from the same sources.

find_package(Torch QUIET)
if(NOT Torch_FOUND)
  message(FATAL_ERROR
    "libtorch was not found. Either install the distribution's package (tools/install-dependencies), "
    "or unpack an upstream libtorch and name it: -DCMAKE_PREFIX_PATH=/path/to/libtorch, "
    "or build without it: -DAFFETTO_WITH_TORCH=OFF")
endif()

# One precompiled header serves every torch target: reused, so compiled once.
function(affetto_use_torch target)
  target_link_libraries(${target} PUBLIC ${TORCH_LIBRARIES} affetto_options)
  target_compile_options(${target} PRIVATE -fPIC)  # programs too, or the header would not fit them
  if(target STREQUAL "affetto_tensor")
    target_precompile_headers(${target} PRIVATE <affetto/tensor/torch.hpp>)
  else()
    target_precompile_headers(${target} REUSE_FROM affetto_tensor)
  endif()
endfunction()
