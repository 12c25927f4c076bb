#include "crystalgan/methods/symmetry_model.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "crystalgan/chemistry/shipped_binaries.hpp"
#include "crystalgan/core/checksum.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/discriminator/shipped_discriminator.hpp"
#include "crystalgan/record/toml_text.hpp"
#include "crystalgan/wyckoff/recognition.hpp"

namespace crystalgan {
namespace {

constexpr std::size_t kMaxModelBytes = 64'000'000;  // chosen: twenty times what ships with the program
constexpr std::string_view kDiscriminatorKey = "discriminator";
constexpr std::string_view kBinariesKey = "binaries";
constexpr std::string_view kModelKeys[] = {"command", "left_out", kDiscriminatorKey, kBinariesKey};

// "Sr-O"
std::set<Element> elements_of_system(const std::string& system) {
  std::set<Element> elements;
  std::stringstream symbols(system);
  std::size_t count = 0;
  for (std::string symbol; std::getline(symbols, symbol, '-'); ++count)
    if (const auto element = Element::find(symbol)) elements.insert(*element);
  if (elements.size() != count || count < 2 || count > 3)
    throw ConfigError("--leave-out",
                      "expected two or three elements, such as Sr-O or Sr-Ti-O, got '" + printable(system) + "'");
  return elements;
}

// A text of a model, and in messages the name of the part of the file that has it.
struct ModelPart {
  std::string text;
  std::string name;  ///< "model.toml: discriminator"
};

ModelPart model_part(const toml::table& table, std::string_view key, const std::string& file) {
  const auto text = table[key].value<std::string>();
  if (!text)
    throw ParseError(file, 0, "expected a text '" + std::string(key) + "', as crystalgan learn writes, found none");
  return {*text, file + ": " + std::string(key)};
}

std::vector<wyckoff::Template> templates_of_binaries(const BinaryPool& pool, std::size_t threads) {
  const auto entries = pool.entries();
  std::vector<std::optional<wyckoff::Template>> found(entries.size());
  parallel_for(entries.size(), threads, [&](std::size_t i) {
    found[i] = wyckoff::template_of(pool.structure_of(entries[i]),
                                    {{entries[i].metal, wyckoff::Role::a}, {entries[i].anion, wyckoff::Role::x}});
  });
  std::vector<wyckoff::Template> templates;
  for (auto& one : found)
    if (one) templates.push_back(std::move(*one));
  return templates;
}

constexpr int kMaxCountedAtoms = 20;  // chosen: the largest cell of a candidate

}  // namespace

const SymmetryModel& shipped_model() {
  static const SymmetryModel model{shipped_discriminator(), shipped_pool()};
  return model;
}

std::map<std::string, std::string> shipped_checksums() {
  return {{"data/binaries.txt", sha256(kShippedBinaries)}, {"data/discriminator.txt", sha256(kShippedDiscriminator)}};
}

SymmetryModel model_of(const Binaries& binaries, const std::string& file) {
  return binaries.model.empty() ? shipped_model() : parse_model(binaries.model, file);
}

std::vector<Structure> binaries_of(const SymmetryModel& model, Element metal, Element x) {
  std::vector<Structure> structures;
  for (const BinaryEntry& entry : model.binaries.of(metal, x)) structures.push_back(model.binaries.structure_of(entry));
  return structures;
}

std::vector<Structure> binaries_with_metals(const SymmetryModel& model, const ChemicalSystem& system) {
  std::vector<Structure> found;
  for (const PooledBinary& binary : model.binaries.binaries()) {
    const Composition composition = binary.structure.composition();
    if (composition.contains(system.a) || composition.contains(system.b)) found.push_back(binary.structure);
  }
  return found;
}

DiscriminatorTraining learned_discriminator(const BinaryPool& pool, Seed seed, std::size_t threads) {
  return train_discriminator(known_templates(templates_of_binaries(pool, threads)), seed, threads);
}

SpaceGroupCounts space_group_counts(const BinaryPool& pool, std::size_t threads) {
  SpaceGroupCounts counts{};
  for (const wyckoff::Template& one : templates_of_binaries(pool, threads))
    if (wyckoff::atoms(one).total() <= kMaxCountedAtoms) counts[static_cast<std::size_t>(one.space_group)] += 1.0;
  return counts;
}

BinaryPool without_systems(const BinaryPool& pool, const std::vector<std::string>& systems) {
  std::vector<PooledBinary> kept = pool.binaries();
  for (const std::string& system : systems) {
    const std::set<Element> left_out = elements_of_system(system);
    const auto is_left_out = [&](const PooledBinary& binary) {
      return std::ranges::includes(left_out, elements_of(binary.structure.composition()));
    };
    // two systems may share binaries, so all are looked at
    if (std::ranges::none_of(pool.binaries(), is_left_out))
      throw ConfigError("--leave-out", "expected a system with binaries, found none of " + system);
    std::erase_if(kept, is_left_out);
  }
  return BinaryPool(std::move(kept));
}

std::string model_text(const SymmetryModel& model, const ModelOrigin& origin) {
  std::string left_out;
  for (const std::string& system : origin.left_out) left_out += (left_out.empty() ? "" : ", ") + toml_string(system);
  return "# What the mode symmetry of crystalgan learned from binaries: crystalgan discover A B --mode symmetry "
         "--learned FILE\ncommand = " +
         toml_string(origin.command) + "\nleft_out = [" + left_out + "]\n\n# D(template | formula)\n" +
         std::string(kDiscriminatorKey) + " = '''\n" + to_text(model.discriminator) +
         "'''\n\n# One a line: identifier, energy above the hull (eV/atom, - if unknown), a b c (A), alpha beta gamma "
         "(degrees), element\n# and number of atoms twice, fractional coordinates of every atom in that order.\n" +
         std::string(kBinariesKey) + " = '''\n" + binaries_text(model.binaries.binaries()) + "'''\n";
}

SymmetryModel parse_model(std::string_view toml, const std::string& file) {
  require_plain_toml(toml, file, kMaxModelBytes);
  try {
    const toml::table table = toml::parse(toml);
    for (const auto& [key, node] : table)
      if (std::ranges::find(kModelKeys, key.str()) == std::end(kModelKeys))
        throw ParseError(
            file, static_cast<std::int64_t>(node.source().begin.line),
            "unknown key '" + printable(key.str()) + "'; known: command, left_out, discriminator, binaries");
    const ModelPart discriminator = model_part(table, kDiscriminatorKey, file);
    const ModelPart binaries = model_part(table, kBinariesKey, file);
    std::vector<PooledBinary> pooled = parse_binaries(binaries.text, binaries.name);
    if (pooled.empty()) throw ParseError(binaries.name, 0, "expected at least one binary, found none");
    return {parse_discriminator(discriminator.text, discriminator.name), BinaryPool(std::move(pooled))};
  } catch (const toml::parse_error& error) {
    throw ParseError(file, error.source().begin.line, std::string(error.description()));
  } catch (const StructureError& error) {
    throw ParseError(file, 0, error.what());
  }
}

}  // namespace crystalgan
