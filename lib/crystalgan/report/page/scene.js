// What a picture of a crystal shows, flat or in space: which atoms, which bonds, which edges, seen from where.

// Fraction of a lattice vector within which an atom counts as lying on a face of the cell. Chosen: well above the
// rounding of symmetrised positions, well below any distance.
const onFace = 1e-3;

// Atoms are bonded below this multiple of the sum of their radii. Chosen: shows the contacts that the limits, 0.8 of
// the same sum, are about, and no second shell.
const bondReach = 1.25;

/** Å. Chosen, not derived: metals fill the picture and hydrogen stays visible. */
function drawnRadius(contactRadius) {
  return 0.22 + 0.28 * contactRadius;
}

/** The atoms of `cells` cells along each axis (Å), those on faces and edges on every side, as VESTA draws them. */
function drawnAtoms(crystal, cells) {
  const atoms = [];
  for (const { element, position } of crystal.atoms) {
    const [along, across, upward] = position.map((fraction) => placesInside(fraction, cells));
    for (const x of along)
      for (const y of across) for (const z of upward) atoms.push({ element, place: crystal.cartesian([x, y, z]) });
  }
  return atoms;
}

function placesInside(fraction, cells) {
  const first = fraction - Math.floor(fraction + onFace);
  const places = [];
  for (let place = first; place <= cells + onFace; ++place) places.push(place);
  return places;
}

/** Pairs of indices of the drawn atoms that are bonded: X to anything, metals not among themselves. */
function bondsBetween(atoms, facts) {
  const shared = facts.elements[2];
  const bonds = [];
  atoms.forEach((one, first) => {
    for (let second = first + 1; second < atoms.length; ++second) {
      const other = atoms[second];
      if (one.element !== shared && other.element !== shared) continue;
      const reach = bondReach * (facts.radii[one.element] + facts.radii[other.element]);
      if (norm(difference(one.place, other.place)) < reach) bonds.push([first, second]);
    }
  });
  return bonds;
}

/** The edges of `cells` cells along each axis, from and to (Å). */
function cellEdges(crystal, cells) {
  const edges = [];
  for (const axis of axes) {
    for (let i = 0; i <= cells; ++i) {
      for (let j = 0; j <= cells; ++j) {
        const from = [0, 0, 0];
        from[(axis + 1) % 3] = i;
        from[(axis + 2) % 3] = j;
        const to = [...from];
        to[axis] = cells;
        edges.push([crystal.cartesian(from), crystal.cartesian(to)]);
      }
    }
  }
  return edges;
}

function unit(v) {
  const size = norm(v);
  return v.map((component) => component / size);
}

/** Rows right, up and towards the viewer, with the axis (0: a) pointing at the viewer and the one before it upwards. */
function viewAlong(crystal, axis) {
  const towards = unit(crystal.basis[axis]);
  const right = unit(cross(crystal.basis[(axis + 2) % 3], towards));
  return [right, cross(towards, right), towards];
}

/** As textbooks draw a cell: a towards the reader, to the left and down; c upwards. The angles are chosen. */
function viewAtStart(crystal) {
  const [right, up, towards] = viewAlong(crystal, 0);
  const turn = (-25 * Math.PI) / 180;
  const tilt = (14 * Math.PI) / 180;
  const blend = (u, share, v, rest) => axes.map((axis) => share * u[axis] + rest * v[axis]);
  const turnedTowards = blend(towards, Math.cos(turn), right, -Math.sin(turn));
  return [
    blend(right, Math.cos(turn), towards, Math.sin(turn)),
    blend(up, Math.cos(tilt), turnedTowards, -Math.sin(tilt)),
    blend(turnedTowards, Math.cos(tilt), up, Math.sin(tilt)),
  ];
}

/** A place as seen: right, up, towards the viewer (Å). */
function seen(view, place) {
  return view.map((row) => dot(row, place));
}
