#include "crystalgan/potentials/torchscript_calculator.hpp"

#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/potentials/padded_cell.hpp"
#include "crystalgan/potentials/strain.hpp"
#include "crystalgan/core/checksum.hpp"

namespace crystalgan {
namespace {

// Of the SHA-256 of a file, what tells models apart. Chosen.
constexpr std::size_t kVersionDigits = 12;

// Strains of central differences. Chosen: energies of 1e2 eV carry 1e-14 in float64 and 1e-5 eV in float32, third
// derivatives are some 1e3 eV; the differences are good to 1e-6 eV and to 1e-2 eV.
constexpr double kStrainStep = 2e-5;
constexpr double kCoarseStrainStep = 1e-3;

// Å; the edge of the cell that a model is tried on. Chosen: of the size of a metal's.
constexpr double kTrialEdge = 3.0;

enum class Kind {
  mace,    // mace/calculators/lammps_mace.py of github.com/ACEsuit/mace
  nequip,  // pair_nequip_allegro.cpp of github.com/mir-group/pair_allegro
};

/// What a file says of its model.
struct Description {
  Kind kind;
  std::vector<Element> types;  // element of each of the model's types
  double reach;                // Å: atoms further apart share no edge
  at::ScalarType positions;    // of positions, cell and shifts
  bool single_precision;       // of what happens to them
};

/// What went wrong within LibTorch, in one line: the last of a traceback of TorchScript, else the first.
std::string reason(const std::exception& error) {
  const auto* const known = dynamic_cast<const c10::Error*>(&error);
  std::istringstream lines(known != nullptr ? known->what_without_backtrace() : error.what());
  std::string first;
  std::string last;
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (first.empty()) first = line;
    last = line;
  }
  return printable(first.find("TorchScript interpreter") == std::string::npos ? first : last, 200);
}

using ExtraFiles = torch::jit::ExtraFilesMap;

class TorchScriptFile {
 public:
  explicit TorchScriptFile(const std::filesystem::path& path) : path_(path), bytes_(read_file(path)) {}

  std::string name() const { return path_.filename().string(); }
  std::string version() const { return "SHA-256 " + sha256(bytes_).substr(0, kVersionDigits); }

  [[noreturn]] void refuse(const std::string& got) const {
    throw ConfigError(
        "model", "expected a TorchScript file of a MACE model exported for LAMMPS or of a deployed NequIP model, got " +
                     printable(path_.string(), 200) + ", " + got);
  }

  torch::jit::Module module(ExtraFiles& extra_files) const {
    std::istringstream stream(bytes_);
    try {
      torch::jit::Module loaded = torch::jit::load(stream, torch::kCPU, extra_files);
      loaded.eval();
      return loaded;
    } catch (const std::exception& error) {  // c10::Error, and others of the archive's own parser
      refuse("which cannot be loaded: " + reason(error));
    }
  }
  torch::jit::Module module() const {
    ExtraFiles none;
    return module(none);
  }

 private:
  std::filesystem::path path_;
  std::string bytes_;
};

/// The type of the numbers that a model holds, parameters before buffers.
at::ScalarType number_type(const torch::jit::Module& module) {
  for (const at::Tensor& tensor : module.parameters())
    if (tensor.is_floating_point()) return tensor.scalar_type();
  for (const at::Tensor& tensor : module.buffers())
    if (tensor.is_floating_point()) return tensor.scalar_type();
  return at::kFloat;
}

bool takes(const torch::jit::Module& module, const std::vector<std::string>& types, const std::string& name) {
  const auto method = module.find_method("forward");
  if (!method) return false;
  const auto& arguments = method->function().getSchema().arguments();  // the first is the module
  if (arguments.size() < types.size() + 1) return false;
  for (std::size_t i = 0; i < types.size(); ++i)
    if (arguments[i + 1].type()->str() != types[i]) return false;
  return name.empty() || std::any_of(arguments.begin(), arguments.end(), [&](const c10::Argument& argument) {
           return argument.name() == name && argument.type()->str() == "bool";
         });
}

Description mace_description(const torch::jit::Module& module, const TorchScriptFile& file) {
  if (!takes(module, {"Dict(str, Tensor)", "Tensor"}, "compute_virials"))
    file.refuse("whose forward is not that of MACE's export for LAMMPS: (data, mask, compute_virials)");
  Description model{Kind::mace, {}, 0.0, number_type(module), false};
  model.single_precision = model.positions != at::kDouble;
  try {
    model.reach = module.attr("r_max").toTensor().item<double>();
    const at::Tensor numbers = module.attr("atomic_numbers").toTensor().to(at::kLong).reshape({-1});
    for (std::int64_t type = 0; type < numbers.numel(); ++type)
      model.types.push_back(Element::from_atomic_number(static_cast<int>(numbers[type].item<std::int64_t>())));
  } catch (const std::exception& error) {
    file.refuse("whose atomic_numbers and r_max cannot be read: " + reason(error));
  }
  return model;
}

Description nequip_description(const torch::jit::Module& module, const ExtraFiles& extra_files,
                               const TorchScriptFile& file) {
  if (!takes(module, {"Dict(str, Tensor)"}, "")) file.refuse("whose forward is not that of NequIP: (data)");
  if (!extra_files.at("per_edge_type_cutoff").empty())
    file.refuse("which has a cutoff for each pair of types (per_edge_type_cutoff): not supported");
  Description model{Kind::nequip, {}, 0.0, number_type(module), false};
  // since 0.6, which says so, positions are float64 and what follows is of the model's type
  const std::string& inner = extra_files.at("model_dtype");
  model.single_precision = inner.empty() ? model.positions != at::kDouble : inner != "float64";
  if (!inner.empty()) model.positions = at::kDouble;
  const std::string& reach = extra_files.at("r_max");
  model.reach = try_parse_real(reach).value_or(0.0);
  for (const std::string_view name : split_words(extra_files.at("type_names"))) {
    const auto element = Element::find(name);
    if (!element) file.refuse("whose type_names hold " + printable(name) + ", which is no element");
    model.types.push_back(*element);
  }
  return model;
}

Description description_of(const torch::jit::Module& module, const ExtraFiles& extra_files,
                           const TorchScriptFile& file) {
  const bool is_nequip = !extra_files.at("r_max").empty() && !extra_files.at("type_names").empty();
  const bool is_mace = module.hasattr("atomic_numbers") && module.hasattr("r_max");
  if (!is_nequip && !is_mace)
    file.refuse("which has neither the attributes atomic_numbers and r_max nor the extra files r_max and type_names");
  Description model = is_nequip ? nequip_description(module, extra_files, file) : mace_description(module, file);
  if (!(model.reach > 0.0 && std::isfinite(model.reach))) file.refuse("whose r_max is not a length");
  if (model.types.empty()) file.refuse("which knows no element");
  return model;
}

template <class Number>
at::Tensor tensor_of(const std::vector<Number>& numbers, at::IntArrayRef shape, at::ScalarType type) {
  return torch::tensor(at::ArrayRef<Number>(numbers), c10::CppTypeToScalarType<Number>::value).reshape(shape).to(type);
}

/// A crystal as both kinds take it: who neighbours whom, and the lattice vector from the neighbour in the cell to the
/// image that is meant. An edge goes from center to neighbour, r = r_neighbour + shift - r_center.
struct Graph {
  std::int64_t atoms;
  at::Tensor positions;   // [atoms, 3]
  at::Tensor cell;        // [3, 3], vectors as rows, right-handed
  at::Tensor edges;       // [2, edges]
  at::Tensor unit_shift;  // [edges, 3], in lattice vectors
  at::Tensor shift;       // [edges, 3], Å
  at::Tensor types;       // [atoms]
};

class TorchScriptCalculator final : public Calculator {
 public:
  explicit TorchScriptCalculator(const std::filesystem::path& path)
      : file_(std::make_shared<TorchScriptFile>(path)),
        identity_{file_->name(), file_->version(), "TorchScript file", Trust::screening} {
    ExtraFiles extra_files{{"r_max", ""}, {"type_names", ""}, {"model_dtype", ""}, {"per_edge_type_cutoff", ""}};
    module_ = file_->module(extra_files);
    model_ = description_of(module_, extra_files, *file_);
    learn_types();
    try {
      computed(trial_crystal());
    } catch (const std::exception& error) {
      file_->refuse("which does not answer as its kind does: " + reason(error));
    }
  }
  TorchScriptCalculator(const TorchScriptCalculator& other)
      : file_(other.file_), identity_(other.identity_), module_(file_->module()), model_(other.model_) {
    learn_types();
  }
  TorchScriptCalculator& operator=(const TorchScriptCalculator&) = delete;

  const CalculatorIdentity& identity() const override { return identity_; }
  const std::set<Element>& elements() const override { return elements_; }
  std::unique_ptr<Calculator> another() const override { return std::make_unique<TorchScriptCalculator>(*this); }

  CellEnergy evaluate(const Structure& structure) override {
    require_known_elements(*this, structure);
    CellEnergy found;
    try {
      found = computed(structure);
    } catch (const Error&) {
      throw;
    } catch (const std::exception& error) {
      throw NumericalError(structure.name() + ", " + identity_.name + ": expected an energy, got " + reason(error));
    }
    double sum = found.energy;
    for (const Cartesian& force : found.forces) sum += force[0] + force[1] + force[2];
    for (const auto& row : found.strain) sum += row[0] + row[1] + row[2];
    if (!std::isfinite(sum))
      throw NumericalError(structure.name() + ", " + identity_.name +
                           ": expected finite energy, forces and strain derivative, got " +
                           std::to_string(found.energy) + " eV");
    return found;
  }

 private:
  using Input = c10::Dict<std::string, at::Tensor>;
  using Output = c10::Dict<c10::IValue, c10::IValue>;

  void learn_types() {
    elements_ = {model_.types.begin(), model_.types.end()};
    for (std::size_t type = 0; type < model_.types.size(); ++type)
      types_.emplace(model_.types[type], static_cast<std::int64_t>(type));
  }

  /// Two atoms in a cube, neighbours where the model's reach is shorter than that of any bond, too.
  Structure trial_crystal() const {
    const double edge = std::min(kTrialEdge, model_.reach);
    return {Lattice::from_parameters(edge, edge, edge, 90, 90, 90),
            {{model_.types.front(), {0, 0, 0}}, {model_.types.back(), {0.5, 0.5, 0.4}}},
            "trial"};
  }

  CellEnergy computed(const Structure& structure) {
    const Graph graph = graph_of(structure);
    const Output output = answer(graph);
    CellEnergy found{energy_in(output), std::vector<Cartesian>(structure.size()), {}};
    const at::Tensor forces = numbers_in(output, "forces", 3 * graph.atoms);
    for (std::size_t site = 0; site < structure.size(); ++site)
      for (std::size_t axis = 0; axis < 3; ++axis)
        found.forces[site][axis] = forces.data_ptr<double>()[3 * site + axis];
    if (auto strain = strain_in(output, structure.lattice().volume()))
      found.strain = *strain;
    else
      found.strain = strain_by_differences(structure);
    return found;
  }

  Graph graph_of(const Structure& structure) {
    padded_.lay_out(structure, model_.reach, std::array{model_.reach}, PaddedCell::Lists::of_sites);
    const double hand = structure.lattice().right_handed() ? 1.0 : -1.0;  // NequIP divides by the signed volume
    const Basis& rows = structure.lattice().rows();
    const Lattice cell({hand * rows[0], hand * rows[1], hand * rows[2]});
    std::vector<double> vectors;
    for (const Cartesian& row : cell.rows())
      vectors.insert(vectors.end(), row.components.begin(), row.components.end());
    const std::vector<double>& places = padded_.coordinates();
    const std::vector<double> positions(places.begin(),
                                        places.begin() + static_cast<std::ptrdiff_t>(3 * structure.size()));
    std::vector<std::int64_t> types;
    std::vector<std::int64_t> centers;
    std::vector<std::int64_t> neighbors;
    std::vector<double> unit_shifts;
    std::vector<double> shifts;
    for (std::size_t center = 0; center < structure.size(); ++center) {
      types.push_back(types_.at(structure.sites()[center].element));
      for (const int atom : padded_.neighbors(0, center)) {
        const std::size_t image = static_cast<std::size_t>(atom);
        const std::size_t site = padded_.sites()[image];
        Cartesian apart;
        for (std::size_t axis = 0; axis < 3; ++axis) apart[axis] = places[3 * image + axis] - places[3 * site + axis];
        Fractional whole = cell.fractional(apart);
        for (double& component : whole.components) component = std::round(component);
        const Cartesian shift = cell.cartesian(whole);
        centers.push_back(static_cast<std::int64_t>(center));
        neighbors.push_back(static_cast<std::int64_t>(site));
        unit_shifts.insert(unit_shifts.end(), whole.components.begin(), whole.components.end());
        shifts.insert(shifts.end(), shift.components.begin(), shift.components.end());
      }
    }
    const auto atoms = static_cast<std::int64_t>(structure.size());
    const auto edges = static_cast<std::int64_t>(centers.size());
    centers.insert(centers.end(), neighbors.begin(), neighbors.end());
    return {atoms,
            tensor_of(positions, {atoms, 3}, model_.positions),
            tensor_of(vectors, {3, 3}, model_.positions),
            tensor_of(centers, {2, edges}, at::kLong),
            tensor_of(unit_shifts, {edges, 3}, model_.positions),
            tensor_of(shifts, {edges, 3}, model_.positions),
            tensor_of(types, {atoms}, at::kLong)};
  }

  Output answer(const Graph& graph) {
    const c10::AutoGradMode derivatives(true);
    // The optimiser rewrites a graph after its first runs: numbers could come to depend on what was asked before.
    const torch::jit::GraphOptimizerEnabledGuard as_written(false);
    Input input;
    if (model_.kind == Kind::nequip) {
      input.insert("pos", graph.positions);
      input.insert("edge_index", graph.edges);
      input.insert("edge_cell_shift", graph.unit_shift);
      input.insert("cell", graph.cell.unsqueeze(0));
      input.insert("atom_types", graph.types.unsqueeze(1));
      return module_.forward({input}).toGenericDict();
    }
    const auto type_count = static_cast<std::int64_t>(model_.types.size());
    input.insert("positions", graph.positions);
    input.insert("node_attrs", at::one_hot(graph.types, type_count).to(model_.positions));
    input.insert("edge_index", graph.edges);
    input.insert("shifts", graph.shift);
    input.insert("unit_shifts", graph.unit_shift);
    input.insert("cell", graph.cell);
    input.insert("batch", torch::zeros({graph.atoms}, at::kLong));
    input.insert("ptr", torch::tensor({std::int64_t{0}, graph.atoms}, at::kLong));
    const at::Tensor every_atom = torch::ones({graph.atoms}, at::kBool);
    return module_.forward({input, every_atom}, {{"compute_virials", true}}).toGenericDict();
  }

  /// Nothing where the model gives no such tensor.
  static std::optional<at::Tensor> find_numbers(const Output& output, const std::string& name, std::int64_t count) {
    const auto entry = output.find(name);
    if (entry == output.end() || !entry->value().isTensor()) return std::nullopt;
    const at::Tensor numbers = entry->value().toTensor().detach().to(at::kCPU, at::kDouble).contiguous();
    if (numbers.numel() != count)
      throw NumericalError(name + ": expected " + std::to_string(count) + " numbers, got " +
                           std::to_string(numbers.numel()));
    return numbers;
  }

  static at::Tensor numbers_in(const Output& output, const std::string& name, std::int64_t count) {
    const auto found = find_numbers(output, name, count);
    if (!found) throw NumericalError("output of the model: expected " + name + ", got none");
    return *found;
  }

  double energy_in(const Output& output) const {
    const char* const name = model_.kind == Kind::mace ? "total_energy_local" : "total_energy";
    return numbers_in(output, name, 1).item<double>();
  }

  /// Both kinds call -dE/dε virial; NequIP calls dE/dε over the volume stress.
  std::optional<StrainDerivative> strain_in(const Output& output, double volume) const {
    double factor = -1.0;
    std::optional<at::Tensor> numbers;
    if (model_.kind == Kind::mace) {
      numbers = numbers_in(output, "virials", 9);
    } else if (numbers = find_numbers(output, "virial", 9); !numbers) {
      numbers = find_numbers(output, "stress", 9);
      factor = volume;
    }
    if (!numbers) return std::nullopt;
    const double* const component = numbers->data_ptr<double>();
    StrainDerivative strain;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) strain[i][j] = factor * 0.5 * (component[3 * i + j] + component[3 * j + i]);
    return strain;
  }

  /// From the energy alone. Forces on a cluster of images would not do: its outer atoms have energies of their own, and
  /// messages pass further than the reach.
  StrainDerivative strain_by_differences(const Structure& structure) {
    const double step = model_.single_precision ? kCoarseStrainStep : kStrainStep;
    const auto energy = [&](std::size_t i, std::size_t j, double by) {
      SymmetricMatrix strain{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
      strain[i][j] += 0.5 * by;
      strain[j][i] += 0.5 * by;
      return energy_in(answer(graph_of({deformed(structure.lattice(), strain), structure.sites(), structure.name()})));
    };
    StrainDerivative derivative;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = i; j < 3; ++j)
        derivative[i][j] = derivative[j][i] = (energy(i, j, step) - energy(i, j, -step)) / (2.0 * step);
    return derivative;
  }

  std::shared_ptr<const TorchScriptFile> file_;
  CalculatorIdentity identity_;
  torch::jit::Module module_;
  Description model_{};
  std::set<Element> elements_;
  std::map<Element, std::int64_t> types_;
  PaddedCell padded_;
};

}  // namespace

std::unique_ptr<Calculator> make_torchscript_calculator(const std::filesystem::path& file) {
  return std::make_unique<TorchScriptCalculator>(file);
}

}  // namespace crystalgan
