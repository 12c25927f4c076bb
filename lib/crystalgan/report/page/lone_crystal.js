// The page of one crystal: the picture in space, or a flat one in a browser without 3D graphics.

async function showCrystal() {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const crystal = Crystal.fromPoscar(facts.poscar);
  const host = document.getElementById("view");
  document.getElementById("legend").append(...legendWords(facts.elements));
  const viewer = new CrystalViewer(host, facts);
  const draw = () => viewer.draw(crystal, 1, { cell: true, bonds: true });
  try {
    await viewer.open();
    draw();
    viewer.look(viewAtStart(crystal));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  } catch {
    const canvas = tag("canvas");
    drawPicture(canvas, crystal, facts, pageColours(facts.elements), Math.min(host.clientWidth, host.clientHeight));
    host.replaceChildren(canvas);
  }
  document.documentElement.dataset.ready = "yes";
}

document.addEventListener("DOMContentLoaded", showCrystal);
