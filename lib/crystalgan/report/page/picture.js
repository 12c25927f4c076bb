// A flat picture of one cell on a canvas: edges, bonds and atoms, the nearest drawn last.

// Into how many pieces an edge is cut, so that each is drawn before or after the atoms, by its depth. Chosen.
const piecesOfEdge = 12;

/** Draws one cell into the canvas, `size` CSS pixels wide and high. */
function drawPicture(canvas, crystal, facts, colours, size) {
  const sharpness = window.devicePixelRatio || 1;
  canvas.width = canvas.height = Math.round(size * sharpness);
  canvas.style.width = canvas.style.height = `${size}px`;
  const context = canvas.getContext("2d");
  context.scale(sharpness, sharpness);
  const scene = flatScene(crystal, facts);
  const project = projection(scene, size);
  for (const item of scene.sort((one, other) => one.depth - other.depth)) {
    if (item.element) drawAtom(context, project(item.place), item.radius * project.scale, colours[item.element]);
    else drawLine(context, project(item.from), project(item.to), item.bond ? colours.bond : colours.edge, size);
  }
}

function flatScene(crystal, facts) {
  const view = viewAtStart(crystal);
  const atoms = drawnAtoms(crystal, 1);
  const balls = atoms.map(({ element, place }) => {
    const flat = seen(view, place);
    return { element, place: flat, radius: drawnRadius(facts.radii[element]), depth: flat[2] };
  });
  const bonds = bondsBetween(atoms, facts).map(([first, second]) => bondLine(balls[first], balls[second]));
  const pieces = cellEdges(crystal, 1).flatMap((ends) => edgePieces(...ends.map((place) => seen(view, place))));
  const inside = (point) => balls.some(({ place, radius }) => norm(difference(point, place)) < radius);
  return [...balls, ...bonds, ...pieces.filter(({ from, to }) => !inside(from) || !inside(to))];
}

/** From surface to surface: what lies inside the atoms is not seen. */
function bondLine(one, other) {
  const along = unit(difference(other.place, one.place));
  const from = axes.map((axis) => one.place[axis] + one.radius * along[axis]);
  const to = axes.map((axis) => other.place[axis] - other.radius * along[axis]);
  return { from, to, bond: true, depth: (from[2] + to[2]) / 2 };
}

function edgePieces(from, to) {
  const at = (share) => axes.map((axis) => from[axis] + share * (to[axis] - from[axis]));
  return Array.from({ length: piecesOfEdge }, (_, piece) => {
    const ends = [at(piece / piecesOfEdge), at((piece + 1) / piecesOfEdge)];
    return { from: ends[0], to: ends[1], depth: (ends[0][2] + ends[1][2]) / 2 };
  });
}

/** Maps what is seen (Å) to pixels, the whole scene in the middle of the canvas. */
function projection(scene, size) {
  const atoms = scene.filter((item) => item.element);
  const points = [
    ...atoms.flatMap(({ place, radius }) => [
      [place[0] - radius, place[1] - radius],
      [place[0] + radius, place[1] + radius],
    ]),
    ...scene.filter((item) => !item.element).flatMap(({ from, to }) => [from, to]),
  ];
  const low = [0, 1].map((axis) => Math.min(...points.map((point) => point[axis])));
  const high = [0, 1].map((axis) => Math.max(...points.map((point) => point[axis])));
  const scale = (0.96 * size) / Math.max(high[0] - low[0], high[1] - low[1]);
  const middle = [0, 1].map((axis) => (low[axis] + high[axis]) / 2);
  const project = (place) => [size / 2 + scale * (place[0] - middle[0]), size / 2 - scale * (place[1] - middle[1])];
  project.scale = scale;
  return project;
}

function drawAtom(context, [x, y], radius, colour) {
  const shade = context.createRadialGradient(x - radius * 0.35, y - radius * 0.4, radius * 0.1, x, y, radius);
  shade.addColorStop(0, mixed(colour, 255, 0.65));
  shade.addColorStop(0.5, colour);
  shade.addColorStop(1, mixed(colour, 0, 0.25));
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = shade;
  context.fill();
  context.lineWidth = Math.max(0.5, radius * 0.06);
  context.strokeStyle = mixed(colour, 0, 0.55);
  context.stroke();
}

function drawLine(context, from, to, colour, size) {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.lineWidth = Math.max(1, size / 200);
  context.lineCap = "round"; // no gaps between the pieces of an edge
  context.strokeStyle = colour;
  context.stroke();
}

/** "#rrggbb" with a share of white (255) or black (0) in it. */
function mixed(colour, other, share) {
  const parts = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
  return `rgb(${parts.map((part) => Math.round(part + share * (other - part))).join(" ")})`;
}

/** The colours of the page, by element and part of a picture, from the variables of the style. */
function pageColours(elements) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--page-${name}`).trim();
  const colours = { edge: colour("edge"), bond: colour("bond"), background: colour("view"), ink: colour("ink") };
  elements.forEach((element, role) => {
    colours[element] = colour(["role-a", "role-b", "role-x"][role]);
  });
  return colours;
}
