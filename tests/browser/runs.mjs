// The runs that the tests look at, made by the program itself when the first test asks, and their files as the tests read
// them: by other code than the page's.
import assert from "node:assert";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { writeEnergies } from "./energies.mjs";

const [program, scratch] = process.argv.slice(2);
assert.ok(program && scratch, "expected PROGRAM and SCRATCH");
rmSync(scratch, { recursive: true, force: true });
mkdirSync(scratch, { recursive: true });

const made = new Map();

/** Runs the program in the scratch folder; its output. */
export function crystalgan(...words) {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: scratch, encoding: "utf8", maxBuffer: 2 ** 28 });
  assert.strictEqual(status, 0, `crystalgan ${words.join(" ")}: exit code ${status}\n${stderr}`);
  return stdout;
}

function run(name, make) {
  if (!made.has(name)) {
    make();
    made.set(name, new Run(join(scratch, name)));
  }
  return made.get(name);
}

function discovered(name, ...words) {
  return run(name, () => crystalgan("discover", "Pd", "Ni", ...words, "--quiet", "-o", name));
}

const quick = ["--method", "interleave", "--samples", "60"];

export const smallRun = () => discovered("small", ...quick);
export const trainedRun = () => discovered("trained", "--mode", "repaired", "--epochs", "5", "--members", "2", "--samples", "40");
export const steppedRun = () =>
  discovered("stepped", "--mode", "repaired", "--epochs", "5", "--members", "2", "--samples", "40", "--keep-steps");
export const largeRun = () => discovered("large", "--method", "random", "--samples", "10000");
export const singleRun = () => discovered("single", "--method", "interleave", "--samples", "1");

/** Limits that contradict each other: nothing was generated. */
export function emptyRun() {
  writeFileSync(join(scratch, "narrow.toml"), '[loss]\nd1 = 3.0\nd2 = 1.8\n[screening]\npolicy = "published"\n');
  return discovered("empty", "--config", "narrow.toml");
}

/** The quick run on inputs that `prepare` may change: it gets their folder, built-in binaries of Pd, and returns its name. */
export function runOnInputs(name, prepare) {
  return run(name, () => {
    crystalgan("inspect", "--built-in", "Pd", "-o", `${name}-inputs`);
    const folder = prepare(join(scratch, `${name}-inputs`));
    crystalgan("discover", "Pd", "Ni", ...quick, "--a-structures", folder, "--quiet", "-o", name);
  });
}

/** A copy of the small run whose files `edit` has changed, with a new report. */
export function editedRun(name, edit) {
  return run(name, () => {
    cpSync(smallRun().folder, join(scratch, name), { recursive: true });
    edit(new Run(join(scratch, name)));
    crystalgan("report", name);
  });
}

/** The small run with energies, by first principles too. */
export const rankedRun = () => editedRun("ranked", writeEnergies);

class Run {
  constructor(folder) {
    this.folder = folder;
    this.report = join(folder, "report.html");
  }

  path(name) {
    return join(this.folder, name);
  }

  bytes(name) {
    return readFileSync(this.path(name));
  }

  text(name) {
    return this.bytes(name).toString("utf8");
  }

  json(name) {
    return JSON.parse(this.text(name));
  }

  /** Replaces a file by what `change` makes of its text. */
  edit(name, change) {
    writeFileSync(this.path(name), change(this.text(name)));
  }

  /** The rows of candidates.csv by their columns, as texts, with `lattice` beside them. */
  candidates() {
    this.rows ??= csvRows(this.text("candidates.csv")).map((row) => ({ ...row, lattice: this.lattice(row.id) }));
    return this.rows;
  }

  /** The rows of ranking.csv by their columns, as texts. */
  ranking() {
    return csvRows(this.text("ranking.csv"));
  }

  /** The rows of steps.csv by their columns, as texts. */
  steps() {
    return csvRows(this.text("steps.csv"));
  }

  /** Lengths (Å) and angles (degrees) by the names of the table's columns. */
  lattice(id) {
    const vectors = this.text(`candidates/${id}.vasp`)
      .split("\n")
      .slice(2, 5)
      .map((line) => line.trim().split(/\s+/).map(Number));
    const dot = (u, v) => u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
    const [a, b, c] = vectors.map((vector) => Math.sqrt(dot(vector, vector)));
    const angle = (u, v) => (Math.acos(dot(vectors[u], vectors[v]) / [a, b, c][u] / [a, b, c][v]) * 180) / Math.PI;
    return { a, b, c, alpha: angle(1, 2), beta: angle(0, 2), gamma: angle(0, 1) };
  }

  /** neighbours/ID.txt: a list of atoms, each with `atom`, `place` and its `neighbours` as "Pd 7 1.58561 -1 -1 0". */
  neighbours(id) {
    const atoms = [];
    for (const line of this.text(`neighbours/${id}.txt`)
      .split("\n\n")
      .slice(1)
      .join("\n")
      .split("\n")
      .filter(Boolean)) {
      const [element, number, ...figures] = line.trim().split(/\s+/);
      if (line.startsWith(" ")) atoms.at(-1).neighbours.push([element, number, ...figures].join(" "));
      else atoms.push({ atom: `${element} ${number}`, place: figures.map(Number), neighbours: [] });
    }
    return atoms;
  }
}

/** Fields may be quoted, with quotes doubled inside. */
function csvRows(text) {
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
      ),
    );
  const [names, ...rows] = lines;
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])));
}
