// evaluate_a_set FOLDER REFERENCE_FOLDER
//
// How many structures of a folder are valid, unique and novel beside those of another one, by the measures that papers
// use.
#include <cstdio>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/evaluation/evaluation.hpp"
#include "crystalgan/io/structure_set.hpp"

using namespace crystalgan;

// Files that hold no structure count: they fail in everything.
SubmittedSet read_set(const char* folder) {
  const StructureSet set = read_structure_set(folder);
  for (const std::string& refusal : set.refusals) std::fprintf(stderr, "%s\n", refusal.c_str());
  return {set.structures, set.refusals.size()};
}

int main(int argc, char** argv) try {
  if (argc != 3) throw ConfigError("evaluate_a_set", "expected FOLDER REFERENCE_FOLDER");
  const Evaluation evaluation = evaluate(read_set(argv[1]), read_set(argv[2]), /*threads=*/1);
  const EvaluatedSet& set = evaluation.submitted;

  std::printf("%zu structures and %zu refused files\n", set.structures.size(), set.refused);
  for (const ShareMeasure& measure : share_measures())
    std::printf("%3zu of %zu  %s\n", set.count(measure), set.submitted(), std::string(measure.title).c_str());
  if (evaluation.against)
    std::printf("%3zu of %zu  reference structures found\n", evaluation.against->covered,
                evaluation.against->reference.structures.size());
  for (const EvaluatedStructure& structure : set.structures)
    if (structure.repeats)
      std::printf("%s repeats %s\n", structure.name.c_str(), set.structures[*structure.repeats].name.c_str());
  // evaluation_tables.hpp writes all of it as Markdown, JSON or CSV.
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
