#include "crystalgan/report/candidate_blocks.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/crystal/element_pairs.hpp"
#include "crystalgan/io/symmetric_cif.hpp"
#include "crystalgan/report/packed.hpp"
#include "crystalgan/report/page_parts.hpp"

namespace crystalgan {
namespace {

using Json = nlohmann::ordered_json;

// Structures per block. Chosen: two pages of the table, about 20 kB.
constexpr std::size_t kPerBlock = 100;

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string block(const std::string& id, const Json& json) {
  return "<script type=\"application/octet-stream\" id=\"" + id + "\">" + packed(text_of(json)) + "</script>\n";
}

const PairDistance* pair_of(const Certificate& certificate, const std::string& name) {
  const auto found = std::ranges::find(certificate.pairs, name, &PairDistance::pair);
  return found == certificate.pairs.end() ? nullptr : &*found;
}

// The limit of a pair is in the certificate of every candidate with that pair.
Json pair_limits(const RunRecord& run) {
  Json limits = Json::array();
  for (const std::string& name : pair_names(run.system)) {
    Json limit{{"pair", name}, {"least", nullptr}, {"source", ""}};
    for (const RecordedCandidate& recorded : run.candidates) {
      const PairDistance* pair = pair_of(recorded.candidate.certificate, name);
      if (pair == nullptr) continue;
      if (pair->min) limit["least"] = *pair->min;
      limit["source"] = printable(pair->source, pair->source.size());
      break;
    }
    limits.push_back(limit);
  }
  return limits;
}

Json distances(const Candidate& candidate, const std::vector<std::string>& pairs) {
  Json distances = Json::array();
  for (const std::string& name : pairs) {
    const PairDistance* pair = pair_of(candidate.certificate, name);
    distances.push_back(pair == nullptr ? Json(nullptr) : Json(pair->shortest));
  }
  return distances;
}

Json value_of(const auto& value) { return value; }
Json value_of(const std::string& text) { return printable(text, text.size()); }
template <class Value>
Json value_of(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

void add(Json& row, const Candidate& candidate, const auto& columns) {
  for (const auto& column : columns)
    std::visit([&](auto member) { row[std::string(column.name)] = value_of(candidate.*member); }, column.member);
}

// A row with column names. Lengths in Å, angles in degrees, volumes in Å^3.
Json row(const RecordedCandidate& recorded, const std::vector<std::string>& pairs) {
  const Candidate& candidate = recorded.candidate;
  const auto lengths = recorded.structure.lattice().lengths();
  const auto angles = recorded.structure.lattice().angles();
  Json row = Json::object();
  add(row, candidate, kCandidateIdentity);
  row.update({{"a", lengths[0]},
              {"b", lengths[1]},
              {"c", lengths[2]},
              {"alpha", angles[0]},
              {"beta", angles[1]},
              {"gamma", angles[2]}});
  add(row, candidate, kCandidateMeasures);
  row["distances"] = distances(candidate, pairs);
  add(row, candidate, kCandidateOrigin);
  if (!candidate.kind.empty()) add(row, candidate, kCandidateSymmetry);
  return row;
}

using EnergiesById = std::map<std::string, double, std::less<>>;

// Energies above the hull (eV per atom) by candidate id.
EnergiesById above_hull(const RankingRecord& ranking) {
  EnergiesById energies;
  for (const RankedRow& crystal : ranking.crystals)
    for (const std::string_view id : split_words(crystal.found_by)) energies.emplace(id, crystal.above_hull);
  return energies;
}

Json energy_of(const std::string& id, const EnergiesById& energies) {
  const auto found = energies.find(id);
  return found == energies.end() ? Json(nullptr) : Json(found->second);
}

// Names once, then values: a third of the size of 10,000 objects.
Json table(const RunRecord& run) {
  Json columns = Json::array();
  Json rows = Json::array();
  const auto pairs = pair_names(run.system);
  const bool ranked = run.energies && run.energies->ranking;
  const EnergiesById energies = ranked ? above_hull(*run.energies->ranking) : EnergiesById();
  for (const RecordedCandidate& recorded : run.candidates) {
    Json named = row(recorded, pairs);
    if (ranked) named["above_hull"] = energy_of(recorded.candidate.id, energies);
    Json values = Json::array();
    for (const auto& [name, value] : named.items()) {
      if (rows.empty()) columns.push_back(name);
      values.push_back(value);
    }
    rows.push_back(values);
  }
  return {{"columns", columns}, {"rows", rows}};
}

// The title is the only line that may have any text; all others were read.
std::string with_plain_title(const std::string& poscar) {
  const std::string title = poscar.substr(0, poscar.find('\n'));
  return printable(title, title.size()) + poscar.substr(title.size());
}

Json structure(const RecordedCandidate& recorded) {
  Json json{{"poscar", with_plain_title(recorded.poscar)},
            {"cif", symmetric_cif_text(recorded.structure, recorded.candidate.id)},
            {"nearest_metal", nullptr}};
  if (const auto& metal = recorded.candidate.certificate.nearest_metal)
    json["nearest_metal"] = {{"shortest", metal->shortest},
                             {"longest", metal->longest},
                             {"least", metal->min},
                             {"most", metal->max},
                             {"source", value_of(metal->source)}};
  return json;
}

}  // namespace

std::string facts_json(const RunRecord& run) {
  Json elements = Json::array();
  Json radii = Json::object();
  for (const Element element : {run.system.a, run.system.b, run.system.x}) {
    elements.push_back(element.symbol());
    radii[std::string(element.symbol())] = touching_radius(element);
  }
  Json facts{{"system", run.system.name()},
             {"elements", elements},
             {"radii", radii},
             {"neighbor_cutoff", run.configuration.screening.neighbor_cutoff},
             {"seed", run.configuration.seed},
             {"policy", value_of(run.summary.policy)},
             {"pairs", pair_limits(run)},
             {"candidates", run.candidates.size()},
             {"per_block", kPerBlock}};
  if (!run.candidates.empty() && !run.candidates.front().candidate.kind.empty()) facts["symmetry"] = true;
  return in_script(text_of(facts));
}

std::string candidate_blocks(const RunRecord& run) {
  std::string blocks = block("candidates", table(run));
  for (std::size_t first = 0; first < run.candidates.size(); first += kPerBlock) {
    Json structures = Json::array();
    const std::size_t end = std::min(first + kPerBlock, run.candidates.size());
    for (std::size_t i = first; i < end; ++i) structures.push_back(structure(run.candidates[i]));
    blocks += block("structures-" + std::to_string(first / kPerBlock), structures);
  }
  return blocks;
}

}  // namespace crystalgan
