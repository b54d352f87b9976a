#pragma once

// The one door to libtorch: clang 14 in C++20 needs ivalue.h before every other torch header.
#include <ATen/core/ivalue.h>
//
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <torch/autograd.h>
#include <torch/nn/module.h>
#include <torch/types.h>
#include <torch/version.h>
