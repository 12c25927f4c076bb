// The interactive picture in space, drawn by 3Dmol.js, which is unpacked when the first one is opened.

// 3Dmol.js shows half the width of an orthographic view as the perceived distance times the tangent of this angle.
const fieldOfView = (20 * Math.PI) / 180;

const bondRadius = 0.09; // Å, chosen
const edgeRadius = 0.025; // Å, chosen
const roomForAtom = 1; // Å around the centres of atoms and the corners of the cell; chosen
const spinSpeed = 15; // degrees a second; chosen: slow enough to follow an atom
const mostSpin = 5; // degrees from one frame to the next, however long that takes; chosen

let viewerLibrary = null;

/** Adds 3Dmol.js to the page as a script; the page's policy knows its hash. */
async function loadedViewerLibrary() {
  viewerLibrary ??= unpackedText("viewer-library").then((text) => {
    const script = document.createElement("script");
    script.textContent = text;
    document.head.append(script);
    return window.$3Dmol;
  });
  return viewerLibrary;
}

function hasWebgl() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
}

class CrystalViewer {
  constructor(host, facts) {
    this.host = host;
    this.facts = facts;
    this.viewer = null;
    this.opening = null;
    this.spinning = false;
    this.frame = 0;
  }

  /** Makes the canvas: one, however often and fast it is asked for. Throws where the browser has no WebGL. */
  open() {
    this.opening ??= this.makeCanvas();
    return this.opening;
  }

  async makeCanvas() {
    if (!hasWebgl()) throw new Error("no WebGL");
    const library = await loadedViewerLibrary();
    this.viewer = library.createViewer(this.host, { orthographic: true, disableFog: true, antialias: true });
  }

  /** Draws `cells` cells along each axis; `drawn` says whether with `cell` edges and `bonds`. Keeps the direction. */
  draw(crystal, cells, drawn) {
    this.crystal = crystal;
    this.colours = pageColours(this.facts.elements);
    this.viewer.removeAllModels();
    this.viewer.removeAllShapes();
    this.viewer.removeAllLabels();
    this.viewer.setBackgroundColor(this.colours.background);
    const atoms = drawnAtoms(crystal, cells);
    this.addAtoms(atoms, drawn.bonds ? bondsBetween(atoms, this.facts) : []);
    const edges = cellEdges(crystal, cells);
    if (drawn.cell) this.addCell(edges);
    this.points = [...atoms.map(({ place }) => place), ...edges.flat()];
    this.viewer.render();
  }

  addAtoms(atoms, bonds) {
    const specified = atoms.map(({ element, place: [x, y, z] }) => ({
      elem: element,
      x,
      y,
      z,
      bonds: [],
      bondOrder: [],
    }));
    for (const [first, second] of bonds) {
      for (const [here, there] of [
        [first, second],
        [second, first],
      ]) {
        specified[here].bonds.push(there);
        specified[here].bondOrder.push(1);
      }
    }
    const model = this.viewer.addModel();
    model.addAtoms(specified);
    for (const element of this.facts.elements) {
      const color = this.colours[element];
      const sphere = { radius: drawnRadius(this.facts.radii[element]), color };
      model.setStyle({ elem: element }, { sphere, stick: { radius: bondRadius, color } });
    }
  }

  addCell(edges) {
    const shape = this.viewer.addShape({ color: this.colours.edge });
    const point = ([x, y, z]) => ({ x, y, z });
    for (const [from, to] of edges)
      shape.addCylinder({ start: point(from), end: point(to), radius: edgeRadius, fromCap: 2, toCap: 2 });
    ["a", "b", "c"].forEach((name, axis) => this.addLabel(name, this.crystal.basis[axis]));
  }

  /** Names an axis just beyond the end of its vector. */
  addLabel(name, vector) {
    const beyond = 1 + 0.85 / norm(vector); // 0.85 Å, chosen: outside an atom on the corner
    const [x, y, z] = vector.map((component) => beyond * component);
    this.viewer.addLabel(name, {
      position: { x, y, z },
      fontColor: this.colours.ink,
      fontSize: 15,
      showBackground: false,
      inFront: true,
      alignment: "center",
    });
  }

  /** Turns to this view (rows right, up, towards), the whole picture in the middle. */
  look(view) {
    this.place(quaternionOf(view));
  }

  place(quaternion) {
    const middle = middleOf(this.points);
    const around = this.points.map((point) => rotated(quaternion, difference(point, middle)));
    const aside = ([right, , towards]) => (this.spinning ? Math.hypot(right, towards) : Math.abs(right));
    const width = roomForAtom + Math.max(...around.map(aside));
    const height = roomForAtom + Math.max(...around.map(([, up]) => Math.abs(up)));
    const shape = this.host.clientWidth / this.host.clientHeight;
    this.viewer.setSlab(-2 * (width + height), 2 * (width + height));
    this.viewer.setView([...middle.map((component) => -component), 0, ...quaternion]);
    this.viewer.setPerceivedDistance(Math.max(width, shape * height) / Math.tan(fieldOfView));
    this.viewer.render();
  }

  /** Shows everything again, from where it is seen now. */
  fit() {
    this.place(this.viewer.getView().slice(4, 8));
  }

  /** Turns by an angle (degrees) around screen axis 0 (right) or 1 (up). */
  turn(axis, angle) {
    const view = this.viewer.getView();
    this.viewer.setView([...view.slice(0, 4), ...turned(turnOf(axis, angle), view.slice(4, 8))]);
  }

  zoom(factor) {
    this.viewer.zoom(factor);
  }

  /** Like a turntable around c. */
  spin(spinning) {
    this.spinning = spinning;
    cancelAnimationFrame(this.frame);
    if (spinning) this.frame = requestAnimationFrame((now) => this.spinFrom(now));
  }

  // By frames of the browser, which leave it time to answer where drawing is slow; those of 3Dmol.js come by the clock.
  spinFrom(before) {
    this.frame = requestAnimationFrame((now) => {
      const [x, y, z] = unit(this.crystal.basis[2]);
      this.viewer.rotate(Math.min(mostSpin, (spinSpeed * (now - before)) / 1000), { x, y, z });
      this.spinFrom(now);
    });
  }

  /** To be called where it was hidden; 3Dmol.js sees other changes itself, but only with the next frame. */
  resize() {
    this.viewer.resize();
  }
}

/** Of the box around the points. */
function middleOf(points) {
  return axes.map((axis) => {
    const along = points.map((point) => point[axis]);
    return (Math.min(...along) + Math.max(...along)) / 2;
  });
}
