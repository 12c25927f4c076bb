#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "crystalgan/gan/networks.hpp"

namespace crystalgan {

/// Whether fused_perceptron() can take this batch: float32 or float64 on the CPU, in a build with libxsmm, on a
/// processor for which libxsmm makes kernels.
bool fused_perceptron_serves(const at::Tensor& batch);

/// What computes the fused engine: the library, its version and the instructions that it takes here; "none" in a build
/// without it.
std::string fused_engine_library();

/// A whole network as one operation of the autograd graph: [M, B, inputs] with parameters [M, N] -> [M, B, outputs].
/// What Perceptron::layers() computes, up to rounding: the sums are the same, their order is libxsmm's. Members are
/// computed one after the other on the calling thread. Backward computes only the gradients that are asked for.
at::Tensor fused_perceptron(const at::Tensor& batch, const at::Tensor& parameters, const PerceptronShape& shape);

}  // namespace crystalgan
