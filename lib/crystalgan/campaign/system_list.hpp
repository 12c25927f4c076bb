#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crystalgan/campaign/campaign_system.hpp"
#include "crystalgan/chemistry/binary_pool.hpp"
#include "crystalgan/core/seed.hpp"
#include "crystalgan/crystal/element.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// The binaries that runs with these settings know: those that ship with the program, or of symmetry.learned. `checksums`
/// receives the SHA-256 of where they are from. Throws IoError, ParseError.
BinaryPool known_binaries(const Configuration& configuration, std::map<std::string, std::string>& checksums);

/// Two metals, by symbol.
using MetalPair = std::pair<Element, Element>;

/// The metals that have a binary with X in the pool, by symbol.
std::vector<Element> metals_with(const BinaryPool& pool, Element x);

/// Metals by symbol, between blanks, commas and line ends; '#' begins a remark. Throws ParseError for a word that is no element, is
/// X or stands twice, and for fewer than two.
std::vector<Element> parse_metals(std::string_view text, const std::string& file, Element x);

/// Every pair of them.
std::vector<MetalPair> pairs_of(const std::vector<Element>& metals);

/// One system a line, A-B-X or 'A B X'; '#' begins a remark. Throws ParseError; also for a system without X or that stands
/// twice, and for none.
std::vector<MetalPair> parse_pairs(std::string_view text, const std::string& file, Element x);

/// The list of a campaign: the pairs in their order, with what the pool knows of them. Throws ConfigError for more than
/// kMaxCampaignSystems.
std::vector<CampaignSystem> campaign_systems(const std::vector<MetalPair>& pairs, Element x, const BinaryPool& pool,
                                             Seed seed);

}  // namespace crystalgan
