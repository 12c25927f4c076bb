// Energies for a finished run without any calculator: made up, so that they sort as neither ids nor texts do.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What means harm where it becomes markup; no comma, which would end a field. */
export const hostile = '</script><img src=x onerror=window.hacked=1>"\'';

const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
const lines = (rows) => `${rows.map((row) => row.join(",")).join("\n")}\n`;

/** Of every three candidates the second relaxed to the crystal of the first, and the third broke a limit. */
function crystalsOf(candidates) {
  const crystals = candidates
    .filter((_, index) => index % 3 === 0)
    .map(({ id, formula }, index) => {
      const second = candidates[3 * index + 1];
      return { id, formula, above: ((index * 37) % 101) / 8, found: second ? `${second.id} ${id}` : id };
    });
  return crystals.sort((one, other) => one.above - other.above);
}

function relaxationFiles(candidates, calculator) {
  const names =
    "id,formula,end,evaluations,energy_ev_per_atom,moment_muB,largest_force_ev_per_angstrom,largest_stress_ev_per_angstrom3," +
    "volume_over_start,space_group_before,space_group,space_group_symbol,certified,broken,reason";
  const rows = candidates.map(({ id, formula }, index) =>
    index % 3 === 2
      ? [id, formula, "failed", 3, "", "", 9, 1, 1, 1, 0, "", "no", "", quoted(hostile)]
      : [id, formula, "converged", 40, -4.5, 1.25, 0.001, 0.001, 0.98, 1, 1, "P1", "yes", "", ""],
  );
  return { "relaxation.json": JSON.stringify({ calculator, candidates: candidates.length }), "relaxation.csv": lines([[names], ...rows]) };
}

function rankingFiles(candidates, calculator) {
  const crystals = crystalsOf(candidates);
  const names =
    "rank,id,formula,space_group,space_group_symbol,energy_ev_per_atom,formation_energy_ev_per_atom," +
    "above_hull_ev_per_atom,above_known_ev_per_atom,moment_muB,found_by";
  const rows = crystals.map(({ id, formula, above, found }, index) => [
    ...[index + 1, id, formula, 1, quoted(hostile), -4.5, above - 1, above, above, 1.25, found],
  ]);
  const ranking = {
    system: "Pd-Ni-H",
    calculator,
    candidates: candidates.length,
    converged: candidates.length,
    certified: candidates.length,
    not_ternary: 0,
    unbelievable: 0,
    distinct: crystals.length,
    known_phases: 1,
    elements: ["Pd", "Ni", "H"].map((element) => ({ element, energy_ev_per_atom: -3.5, source: hostile })),
    left_out: [hostile],
    hull: {
      phases: [
        ...["Pd", "Ni", "H"].map((element) => ({ name: element, kind: "element", formula: element })),
        { name: hostile, kind: hostile, formula: "NiH" },
        { name: "x", kind: "given", formula: hostile },
      ],
      triangles: [
        [0, 1, 3],
        [0, 2, 3],
        [2, 3, 4],
      ],
    },
  };
  const phase =
    "name,kind,formula,space_group_symbol,energy_ev_per_atom,formation_energy_ev_per_atom,above_hull_ev_per_atom";
  return {
    "ranking.json": JSON.stringify(ranking),
    "ranking.csv": lines([[names], ...rows]),
    "phases.csv": lines([[phase], ["Pd-fcc", "element", "Pd", "Fm-3m", -3.5, 0, 0]]),
  };
}

/** The files of `relax`, `rank` and, for the first three candidates, `dft`. */
export function writeEnergies(run) {
  const all = run.candidates();
  mkdirSync(run.path("dft"));
  for (const [folder, candidates, trust] of [
    ["", all, "screening"],
    ["dft", all.slice(0, 3), "first principles"],
  ]) {
    const calculator = { name: "EAM_with_a_name_as_long_as_those_of_OpenKIM__MO_418978237058_005", version: "1" };
    Object.assign(calculator, { source: hostile, trust });
    const files = { ...relaxationFiles(candidates, calculator), ...rankingFiles(candidates, calculator) };
    for (const [name, text] of Object.entries(files)) writeFileSync(run.path(join(folder, name)), text);
  }
}
