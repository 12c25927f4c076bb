// A crystal as its POSCAR has it: three vectors as rows (Å), atoms at fractional positions in the order of the file.

const axes = [0, 1, 2];

function dot(u, v) {
  return u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
}

function cross(u, v) {
  return [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
}

function norm(v) {
  return Math.sqrt(dot(v, v));
}

function difference(u, v) {
  return axes.map((axis) => u[axis] - v[axis]);
}

class Crystal {
  constructor(basis, atoms) {
    this.basis = basis;
    this.atoms = atoms;
  }

  /** Reads what this program writes: VASP 5, scale 1.0, fractional coordinates. */
  static fromPoscar(text) {
    const words = text.split("\n").map((line) => line.trim().split(/\s+/));
    const basis = words.slice(2, 5).map((line) => line.map(Number));
    const elements = words[5].flatMap((symbol, kind) => Array(Number(words[6][kind])).fill(symbol));
    const atoms = elements.map((element, index) => ({ element, position: words[8 + index].slice(0, 3).map(Number) }));
    return new Crystal(basis, atoms);
  }

  /** In the order of operations of Lattice::cartesian, so that distances agree to the last bit. */
  cartesian(position) {
    const [a, b, c] = this.basis;
    return axes.map((axis) => position[0] * a[axis] + position[1] * b[axis] + position[2] * c[axis]);
  }

  /** Å between the lattice planes (100), (010), (001). */
  spacings() {
    const [a, b, c] = this.basis;
    const volume = Math.abs(dot(a, cross(b, c)));
    return [cross(b, c), cross(c, a), cross(a, b)].map((normal) => volume / norm(normal));
  }

  /** How many atoms there are of each element. */
  counts() {
    const counts = new Map();
    for (const { element } of this.atoms) counts.set(element, (counts.get(element) ?? 0) + 1);
    return counts;
  }
}

/**
 * For every atom its neighbours up to and including the cutoff (Å), own images included, nearest first: the atom's
 * index, the cell it lies in and the distance. Exact in any cell, and quick in Niggli cells, which candidates have.
 */
function neighboursWithin(crystal, cutoff) {
  const spacings = crystal.spacings();
  return crystal.atoms.map((centre, first) => {
    const neighbours = [];
    crystal.atoms.forEach((atom, second) => {
      const apart = difference(atom.position, centre.position);
      for (const image of imagesWithin(apart, spacings, cutoff)) {
        if (first === second && image.every((count) => count === 0)) continue;
        const distance = norm(crystal.cartesian(axes.map((axis) => apart[axis] + image[axis])));
        if (distance <= cutoff) neighbours.push({ second, image, distance });
      }
    });
    return neighbours.sort(nearerFirst);
  });
}

// |apart + n| · spacing <= cutoff bounds n on each axis: a point further than `cutoff` from a lattice plane is further
// than `cutoff` in space. The slack outweighs rounding; the distance decides.
function* imagesWithin(apart, spacings, cutoff) {
  const [is, js, ks] = axes.map((axis) => {
    const reach = cutoff / spacings[axis] + 1e-6;
    return wholeNumbers(Math.ceil(-apart[axis] - reach), Math.floor(-apart[axis] + reach));
  });
  for (const i of is) for (const j of js) for (const k of ks) yield [i, j, k];
}

function wholeNumbers(low, high) {
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
}

function nearerFirst(one, other) {
  return (
    one.distance - other.distance ||
    one.second - other.second ||
    one.image[0] - other.image[0] ||
    one.image[1] - other.image[1] ||
    one.image[2] - other.image[2]
  );
}
