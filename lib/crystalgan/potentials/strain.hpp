#pragma once

#include <array>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

/// A symmetric 3x3 matrix.
using SymmetricMatrix = std::array<std::array<double, 3>, 3>;

/// F = exp(U): how a crystal is deformed by the logarithmic strain U. Symmetric, positive, without rotation.
SymmetricMatrix exponential(const SymmetricMatrix& strain);

/// dE/dU where the deformation is exp(U) and dE/dε there is `derivative`; the derivative of the matrix exponential in the
/// eigenvectors of U (Daleckii & Krein; Higham, Functions of Matrices, theorem 3.11).
SymmetricMatrix pulled_back(const SymmetricMatrix& strain, const StrainDerivative& derivative);

/// The lattice with every vector v replaced by F v.
Lattice deformed(const Lattice& lattice, const SymmetricMatrix& deformation);

}  // namespace crystalgan
