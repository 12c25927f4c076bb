#pragma once

#include <torch/script.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <string>

#include "crystalgan/crystal/structure.hpp"

// A pair potential in the clothes of MACE and NequIP files, written as TorchScript text, and the same in plain C++.
namespace crystalgan::test {

/// E = Σ_pairs s_i s_j ((1 - exp(-a (d - q_i - q_j)))² - 1) (1 - (d/c)²)³ below the cutoff c; Å and eV. Types: H, Ni, Pd.
struct Morse {
  static constexpr double kCutoff = 5.0;
  static constexpr double kSteepness = 1.2;
  static double strength(Element element) {
    return element.symbol() == "H" ? 0.4 : element.symbol() == "Ni" ? 0.7 : 0.8;
  }
  static double radius(Element element) {
    return element.symbol() == "H" ? 0.5 : element.symbol() == "Ni" ? 1.25 : 1.4;
  }

  static double pair(Element one, Element other, double distance) {
    if (distance >= kCutoff) return 0.0;
    const double bend = 1.0 - std::exp(-kSteepness * (distance - radius(one) - radius(other)));
    const double share = 1.0 - distance * distance / (kCutoff * kCutoff);
    return strength(one) * strength(other) * (bend * bend - 1.0) * share * share * share;
  }

  /// Every pair of a site and an image within 12 cells either way, half of it each.
  static double energy(const Structure& structure) {
    double sum = 0.0;
    const int cells = 12;
    for (const Site& one : structure.sites())
      for (const Site& other : structure.sites())
        for (int i = -cells; i <= cells; ++i)
          for (int j = -cells; j <= cells; ++j)
            for (int k = -cells; k <= cells; ++k) {
              const Fractional apart = wrapped(other.position) - wrapped(one.position);
              const double distance = length(structure.lattice().cartesian({apart[0] + i, apart[1] + j, apart[2] + k}));
              if (distance > 0.0) sum += 0.5 * pair(one.element, other.element, distance);
            }
    return sum;
  }
};

/// Energies of the atoms from edge vectors and the types at both ends; `self` has strengths and radii.
inline const std::string kMorseText = R"(
def atom_energies(self, vectors: Tensor, centers: Tensor, neighbors: Tensor, types: Tensor) -> Tensor:
    distance = torch.sqrt(torch.sum(vectors * vectors, dim=1))
    strength = self.strengths[types]
    radius = self.radii[types]
    bend = 1.0 - torch.exp(-1.2 * (distance - radius[centers] - radius[neighbors]))
    share = torch.clamp(1.0 - distance * distance / 25.0, min=0.0)
    pair = 0.5 * strength[centers] * strength[neighbors] * (bend * bend - 1.0) * share * share * share
    energies = torch.zeros([types.size(0)], dtype=pair.dtype)
    return energies.index_add(0, centers, pair)
)";

/// The same, but an atom's energy depends on how densely its neighbours are surrounded: further than the cutoff.
inline const std::string kMessagesText =
    kMorseText.substr(0, kMorseText.find("    return")) +
    "    crowd = torch.zeros([types.size(0)], dtype=pair.dtype).index_add(0, centers, share * share * share)\n"
    "    return energies.index_add(0, centers, 0.05 * pair * crowd[neighbors] * crowd[neighbors])\n";

inline torch::jit::Module morse_module(const std::string& name, at::ScalarType type,
                                       const std::string& text = kMorseText) {
  torch::jit::Module module(name);
  module.register_parameter("strengths", torch::tensor({0.4, 0.7, 0.8}, type), false);
  module.register_parameter("radii", torch::tensor({0.5, 1.25, 1.4}, type), false);
  module.define(text);
  return module;
}

inline const std::string kMaceForward = R"(
def forward(self, data: Dict[str, Tensor], local_or_ghost: Tensor, compute_virials: bool = False) -> Dict[str, Optional[Tensor]]:
    positions = data["positions"]
    positions.requires_grad_(True)
    displacement = torch.zeros([1, 3, 3], dtype=positions.dtype)
    displacement.requires_grad_(True)
    strain = 0.5 * (displacement + displacement.transpose(1, 2))[0]
    moved = positions + torch.matmul(positions, strain)
    cell = data["cell"] + torch.matmul(data["cell"], strain)
    shifts = data["shifts"]
    if compute_virials:
        shifts = torch.matmul(data["unit_shifts"], cell)
    centers = data["edge_index"][0]
    neighbors = data["edge_index"][1]
    vectors = moved[neighbors] - moved[centers] + shifts
    types = torch.argmax(data["node_attrs"], dim=1)
    node_energy = self.atom_energies(vectors, centers, neighbors, types)
    total = torch.sum(node_energy * local_or_ghost).unsqueeze(0)
    gradients = torch.autograd.grad([total], [positions, displacement], allow_unused=True)
    forces = gradients[0]
    virials = gradients[1]
    assert forces is not None
    assert virials is not None
    answer: Dict[str, Optional[Tensor]] = {}
    answer["total_energy_local"] = total
    answer["node_energy"] = node_energy
    answer["forces"] = -forces
    answer["virials"] = -virials
    return answer
)";

/// As mace/calculators/lammps_mace.py exports it.
inline torch::jit::Module mace_morse(at::ScalarType type = at::kDouble, const std::string& forward = kMaceForward) {
  torch::jit::Module module = morse_module("LAMMPS_MACE", type);
  module.register_buffer("atomic_numbers", torch::tensor({1, 28, 46}, at::kLong));
  module.register_buffer("r_max", torch::tensor(Morse::kCutoff, type));
  module.register_buffer("num_interactions", torch::tensor(1, at::kLong));
  module.define(forward);
  return module;
}

/// `outputs` writes into `answer` from total, forces, virial (-dE/dε) and the volume with its sign.
inline std::string nequip_forward(const std::string& outputs) {
  return R"(
def forward(self, data: Dict[str, Tensor]) -> Dict[str, Tensor]:
    pos = data["pos"]
    pos.requires_grad_(True)
    displacement = torch.eye(3, dtype=pos.dtype)
    displacement.requires_grad_(True)
    strain = 0.5 * (displacement + displacement.transpose(0, 1))
    moved = torch.matmul(pos, strain)
    vectors_of_cell = data["cell"].view(-1, 3, 3)[0]
    cell = torch.matmul(vectors_of_cell, strain)
    centers = data["edge_index"][0]
    neighbors = data["edge_index"][1]
    vectors = moved[neighbors] - moved[centers] + torch.matmul(data["edge_cell_shift"], cell)
    atomic_energy = self.atom_energies(vectors.to(self.radii.dtype), centers, neighbors, data["atom_types"].squeeze(-1))
    total = torch.sum(atomic_energy).view([1, 1])
    gradients = torch.autograd.grad([total], [pos, displacement])
    forces = gradients[0]
    virial = gradients[1]
    assert forces is not None
    assert virial is not None
    volume = torch.det(vectors_of_cell)
    answer: Dict[str, Tensor] = {}
    answer["total_energy"] = total
    answer["forces"] = -forces
)" + outputs +
         "    return answer\n";
}

inline const std::string kVirial = "    answer[\"virial\"] = -virial.view([1, 3, 3])\n";
inline const std::string kStress = "    answer[\"stress\"] = (virial / volume).view([1, 3, 3])\n";

/// As nequip-deploy writes it; `outputs` beside energy and forces.
inline torch::jit::Module nequip_morse(const std::string& outputs, at::ScalarType type = at::kDouble,
                                       const std::string& text = kMorseText) {
  torch::jit::Module module = morse_module("NequIP", type, text);
  module.define(nequip_forward(outputs));
  return module;
}

inline const std::map<std::string, std::string> kNequipFacts{
    {"nequip_version", "0.5.6"}, {"r_max", "5.0"}, {"n_species", "3"}, {"type_names", "H Ni Pd"}};

inline std::filesystem::path saved(const torch::jit::Module& module, const std::filesystem::path& file,
                                   const std::map<std::string, std::string>& facts = {}) {
  module.save(file.string(), {facts.begin(), facts.end()});
  return file;
}

}  // namespace crystalgan::test
