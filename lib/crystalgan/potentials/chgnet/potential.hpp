#pragma once

#include <exception>
#include <span>
#include <variant>
#include <vector>

#include "crystalgan/potentials/calculator.hpp"
#include "crystalgan/potentials/chgnet/embedding.hpp"
#include "crystalgan/potentials/kept_symmetry.hpp"

namespace crystalgan::chgnet {

/// What CHGNet says of a structure.
struct Prediction {
  double energy = 0.0;                ///< eV per cell, corrected as in the Materials Project
  std::vector<double> site_energies;  ///< eV, one per site; they add to the energy
  std::vector<Cartesian> forces;      ///< eV/Å, one per site
  StrainDerivative strain{};          ///< dE/dε, eV per cell, symmetric
  StrainDerivative stress{};          ///< strain over the volume, eV/Å^3; positive where the cell wants to shrink
  std::vector<double> moments;        ///< µB, one per site, without sign

  double energy_per_atom() const { return energy / static_cast<double>(site_energies.size()); }  ///< eV
};

/// How much of a prediction is computed. Energy and moments alone take half of the time.
enum class Wanted {
  energy,  ///< and moments; no forces, strain and stress 0
  all
};

/// CHGNet 0.3.0: Deng et al., Nature Machine Intelligence 5, 1031 (2023). Number is float for work, double for tests.
/// Keeps its memory from one structure to the next. Not thread-safe: use one object per thread.
template <class Number>
class Potential {
 public:
  /// With the weights that the program carries.
  Potential() : Potential(shipped_parameters<Number>()) {}
  /// Keeps a reference: `parameters` must outlive this.
  explicit Potential(const Parameters<Number>& parameters) : parameters_(parameters) {}

  /// Throws StructureError for an element beyond plutonium, an atom without neighbours within 6 Å, two atoms on one place,
  /// and more bonds or angles than the limits chgnet_bonds and chgnet_angles; NumericalError for a result that is not finite.
  /// The reference is valid until the next call.
  const Prediction& evaluate(const Structure& structure, Wanted wanted = Wanted::all);

  /// The same result but for rounding, from one atom, bond and angle of those that the operations map on each other. Throws
  /// StructureError too where the structure does not have one of the operations.
  const Prediction& evaluate(const SymmetricCrystal& crystal, Wanted wanted = Wanted::all);

 private:
  const Prediction& evaluate_rows(const Structure& structure, const std::vector<SiteOperation>& operations,
                                  Wanted wanted);
  void run_forward(const Graph& graph);
  void run_backward(const Graph& graph);
  void write_sites();

  const Parameters<Number>& parameters_;
  CrystalGraph crystal_;
  State<Number> state_;
  std::vector<double> energies_;  ///< [N], eV, without the reference energies
  std::vector<double> moments_;   ///< [N], µB
  GeometryGradient gradient_;
  std::vector<Cartesian> of_vectors_;
  Prediction prediction_;
};

/// For each structure its prediction, or the exception that evaluate() throws. The same for any number of threads.
std::vector<std::variant<Prediction, std::exception_ptr>> try_predict(std::span<const Structure> structures,
                                                                      std::size_t threads, Wanted wanted = Wanted::all);

/// One prediction per structure, the same for any number of threads. Throws as evaluate() for the first structure that
/// cannot be predicted.
std::vector<Prediction> predict(std::span<const Structure> structures, std::size_t threads,
                                Wanted wanted = Wanted::all);

}  // namespace crystalgan::chgnet
