#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/crystal/element.hpp"
#include "crystalgan/crystal/lattice.hpp"

namespace crystalgan {

/// An atom of the cell.
struct Site {
  Element element;
  Fractional position;

  friend bool operator==(const Site&, const Site&) = default;
};

/// Atoms per element.
using Composition = std::map<Element, int>;

/// A crystal structure: a lattice and the atoms of one cell, in the order of their source. Always at least one atom,
/// all numbers finite, fractional coordinates from -1e6 to 1e6. Distances are not checked here: see `neighbors.hpp`.
class Structure {
 public:
  /// `name` says where the structure comes from, in messages and results. Throws StructureError.
  Structure(Lattice lattice, std::vector<Site> sites, std::string name);

  const Lattice& lattice() const { return lattice_; }
  const std::vector<Site>& sites() const { return sites_; }
  const std::string& name() const { return name_; }
  std::size_t size() const { return sites_.size(); }

  Composition composition() const;
  double volume_per_atom() const { return lattice_.volume() / static_cast<double>(size()); }  ///< Å^3

  /// The same crystal under another name.
  Structure named(std::string name) const { return {lattice_, sites_, std::move(name)}; }

 private:
  Lattice lattice_;
  std::vector<Site> sites_;
  std::string name_;
};

/// Whether lattice vectors and sites are the same numbers in the same order.
bool is_copy(const Structure& structure, const Structure& other);

/// The same crystal with every atom in the cell: fractional coordinates from 0 to below 1.
Structure wrapped(const Structure& structure);

/// "Ni2Pd2H3": metals by symbol, then the others by symbol, counts of one left out. All of the cell, not reduced.
std::string formula(const Composition& composition);

/// The counts divided by their greatest common divisor.
Composition reduced(const Composition& composition);

std::set<Element> elements_of(const Composition& composition);

}  // namespace crystalgan
