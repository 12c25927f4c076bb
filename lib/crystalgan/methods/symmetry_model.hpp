#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/chemistry/binary_pool.hpp"
#include "crystalgan/core/seed.hpp"
#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/discriminator/discriminator_training.hpp"
#include "crystalgan/discriminator/template_discriminator.hpp"
#include "crystalgan/discriminator/template_prior.hpp"

namespace crystalgan {

/// What the mode symmetry learns before a system is named: the discriminator, and the binaries that valences, lengths and
/// volumes follow from.
struct SymmetryModel {
  TemplateDiscriminator discriminator;
  BinaryPool binaries;
  /// Of the binaries, for the prior by hand; counted anew by each method where it is missing.
  std::optional<SpaceGroupCounts> space_groups = {};
};

/// What ships with the program; read at the first call and kept.
const SymmetryModel& shipped_model();

/// SHA-256 of the shipped texts, data/binaries.txt and data/discriminator.txt, by name.
std::map<std::string, std::string> shipped_checksums();

/// The model of these inputs: Binaries::model, or what ships. `file` is for messages. Throws as parse_model().
SymmetryModel model_of(const Binaries& binaries, const std::string& file);

/// The binaries of M-X in a model.
std::vector<Structure> binaries_of(const SymmetryModel& model, Element metal, Element x);

/// The binaries of a model that hold A or B.
std::vector<Structure> binaries_with_metals(const SymmetryModel& model, const ChemicalSystem& system);

/// Trains the discriminator on all binaries of a pool. Throws StructureError where none has a template.
DiscriminatorTraining learned_discriminator(const BinaryPool& pool, Seed seed, std::size_t threads);

/// Binaries of up to 20 atoms by the space group of their template; those without one do not count.
SpaceGroupCounts space_group_counts(const BinaryPool& pool, std::size_t threads);

/// The pool without the binaries whose elements all stand in one of the systems, "Sr-O" or "Sr-Ti-O". Throws ConfigError for
/// a system that is not two or three elements, or without any binary in the pool.
BinaryPool without_systems(const BinaryPool& pool, const std::vector<std::string>& systems);

/// How a model was made; for people.
struct ModelOrigin {
  std::string command;
  std::vector<std::string> left_out;  ///< systems
};

/// A model as one TOML file: the texts of data/discriminator.txt and data/binaries.txt, what was left out, the command.
std::string model_text(const SymmetryModel& model, const ModelOrigin& origin);

/// The reverse; `file` is for messages. Throws ParseError for anything else, with the line where it is one of the file.
SymmetryModel parse_model(std::string_view toml, const std::string& file);

}  // namespace crystalgan
