#include "crystalgan/potentials/kim/kim_calculator.hpp"

#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/potentials/kim/kim_library.hpp"
#include "crystalgan/potentials/kim/kim_models.hpp"
#include "crystalgan/potentials/padded_cell.hpp"

namespace crystalgan {
namespace {

/// What KIM passes to the callback for neighbours.
struct NeighborSource {
  const PaddedCell* cell;
  std::vector<double> cutoffs;
};

int give_neighbors(void* source, int list_count, const double* cutoffs, int list, int atom, int* count,
                   const int** neighbors) {
  const auto& [cell, known] = *static_cast<const NeighborSource*>(source);
  const bool answerable = list_count == static_cast<int>(known.size()) && list >= 0 && list < list_count && atom >= 0 &&
                          atom < static_cast<int>(cell->size()) &&
                          cutoffs[list] <= known[static_cast<std::size_t>(list)];
  if (!answerable) return 1;
  const auto found = cell->neighbors(static_cast<std::size_t>(list), static_cast<std::size_t>(atom));
  *count = static_cast<int>(found.size());
  *neighbors = found.data();
  return 0;
}

class KimCalculator final : public Calculator {
 public:
  explicit KimCalculator(const std::string& name) : identity_{name, "KIM API " + kim_version(), {}, Trust::screening} {
    with_kim_library([&] { open(); });
  }
  KimCalculator(const KimCalculator&) = delete;
  KimCalculator& operator=(const KimCalculator&) = delete;
  ~KimCalculator() override {
    with_kim_library([&] { close(); });
  }

  const CalculatorIdentity& identity() const override { return identity_; }
  const std::set<Element>& elements() const override { return elements_; }
  std::unique_ptr<Calculator> another() const override { return std::make_unique<KimCalculator>(identity_.name); }

  CellEnergy evaluate(const Structure& structure) override {
    require_known_elements(*this, structure);
    padded_.lay_out(structure, reach_, neighbors_.cutoffs, lists_);
    describe_atoms(structure);
    energy_ = 0.0;
    forces_.assign(3 * padded_.size(), 0.0);
    hand_over();
    if (kim().compute(model_.get(), arguments_) != 0)
      throw NumericalError(structure.name() + ", " + identity_.name +
                           ": expected an energy, got a failure of the model");
    return folded(structure);
  }

 private:
  void open() {
    const auto refuse = [&](const std::string& got) {
      close();
      throw ConfigError("model", "expected a KIM model with energies and forces in eV and Å, got " + got);
    };
    // A name with a '/' would lead out of the folders of models, to any library: a run directory may hold the name.
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    if (identity_.name.empty() || identity_.name.find_first_not_of(kLetters) != std::string::npos)
      refuse("the name '" + printable(identity_.name, 200) + "', which is not of letters, digits and '_'");
    model_ = create_kim_model(identity_.name);
    if (!model_) refuse(printable(identity_.name, 200) + ", which is not installed or cannot be used");
    identity_.source = kim_model_source(identity_.name);
    for (int number = 1; number <= 118; ++number) learn_code(Element::from_atomic_number(number));
    kim().get_influence_distance(model_.get(), &reach_);
    read_cutoffs();
    if (kim().create_arguments(model_.get(), &arguments_) != 0 || !takes_arguments())
      refuse(printable(identity_.name, 200) + ", which lacks one of them or wants more than these");
  }

  void close() {
    if (arguments_ != nullptr) kim().destroy_arguments(model_.get(), &arguments_);
    model_.reset();
  }

  void learn_code(Element element) {
    int supported = 0;
    int code = 0;
    const KIM_SpeciesName species = kim().species_name(std::string(element.symbol()).c_str());
    if (kim().get_species(model_.get(), species, &supported, &code) != 0 || supported == 0) return;
    elements_.insert(element);
    codes_[element] = code;
  }

  void read_cutoffs() {
    int count = 0;
    const double* cutoffs = nullptr;
    const int* images_not_asked = nullptr;
    kim().get_neighbor_lists(model_.get(), &count, &cutoffs, &images_not_asked);
    neighbors_ = {&padded_, {cutoffs, cutoffs + count}};
    lists_ = PaddedCell::Lists::of_sites;
    for (int list = 0; list < count; ++list)
      if (images_not_asked[list] == 0) lists_ = PaddedCell::Lists::of_all;
  }

  /// Sets every argument once: a model that requires more is found here.
  bool takes_arguments() {
    if (!gives_energy_and_forces(arguments_)) return false;
    atom_count_ = 0;
    codes_of_atoms_.assign(1, 0);
    is_site_.assign(1, 0);
    forces_.assign(3, 0.0);
    const std::vector<double> nowhere(3, 0.0);
    if (!set_pointers(nowhere.data())) return false;
    int complete = 0;
    kim().all_present(arguments_, &complete);
    return complete != 0;
  }

  bool set_pointers(const double* coordinates) {
    const KimFunctions& api = kim();
    return api.set_integers(arguments_, *api.number_of_particles, &atom_count_) == 0 &&
           api.set_integers(arguments_, *api.species_codes, codes_of_atoms_.data()) == 0 &&
           api.set_integers(arguments_, *api.contributing, is_site_.data()) == 0 &&
           api.set_doubles(arguments_, *api.coordinates, coordinates) == 0 &&
           api.set_doubles(arguments_, *api.energy, &energy_) == 0 &&
           api.set_doubles(arguments_, *api.forces, forces_.data()) == 0 &&
           api.set_callback(arguments_, *api.neighbor_list, *api.language_c,
                            reinterpret_cast<KIM_Function*>(&give_neighbors), &neighbors_) == 0;
  }

  void hand_over() {
    if (!set_pointers(padded_.coordinates().data()))
      throw NumericalError(identity_.name + ": expected to take coordinates, got a refusal of the KIM API");
  }

  void describe_atoms(const Structure& structure) {
    atom_count_ = static_cast<int>(padded_.size());
    codes_of_atoms_.resize(padded_.size());
    is_site_.assign(padded_.size(), 0);
    for (std::size_t site = 0; site < structure.size(); ++site) {
      codes_of_atoms_[site] = codes_.at(structure.sites()[site].element);
      is_site_[site] = 1;
    }
    for (std::size_t atom = structure.size(); atom < padded_.size(); ++atom)
      codes_of_atoms_[atom] = codes_of_atoms_[padded_.sites()[atom]];
  }

  /// Forces on images act on their sites. dE/dε is -Σ r f over all atoms, images included: a strain moves every one of
  /// them by ε r.
  CellEnergy folded(const Structure& structure) const {
    CellEnergy found{energy_, std::vector<Cartesian>(structure.size()), {}};
    double sum = energy_;
    for (std::size_t atom = 0; atom < padded_.size(); ++atom) {
      Cartesian& force = found.forces[padded_.sites()[atom]];
      for (std::size_t i = 0; i < 3; ++i) {
        force[i] += forces_[3 * atom + i];
        sum += forces_[3 * atom + i];
        for (std::size_t j = 0; j < 3; ++j)
          found.strain[i][j] -= 0.5 * (padded_.coordinates()[3 * atom + i] * forces_[3 * atom + j] +
                                       padded_.coordinates()[3 * atom + j] * forces_[3 * atom + i]);
      }
    }
    if (!std::isfinite(sum))
      throw NumericalError(structure.name() + ", " + identity_.name + ": expected finite energy and forces, got " +
                           std::to_string(energy_) + " eV and forces that sum to " + std::to_string(sum - energy_));
    return found;
  }

  CalculatorIdentity identity_;
  std::set<Element> elements_;
  std::map<Element, int> codes_;
  KimModelHandle model_;
  KIM_ComputeArguments* arguments_ = nullptr;  // of model_, gone before it
  double reach_ = 0.0;                         // Å: atoms further away change nothing
  PaddedCell::Lists lists_ = PaddedCell::Lists::of_sites;
  PaddedCell padded_;
  NeighborSource neighbors_{};

  // What the model reads and writes: its pointers go here.
  int atom_count_ = 0;
  std::vector<int> codes_of_atoms_;
  std::vector<int> is_site_;
  double energy_ = 0.0;
  std::vector<double> forces_;
};

}  // namespace

std::unique_ptr<Calculator> make_kim_calculator(const std::string& model) {
  return std::make_unique<KimCalculator>(model);
}

}  // namespace crystalgan
