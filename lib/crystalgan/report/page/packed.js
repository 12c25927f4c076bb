// The heavy parts of the page lie in it as base64(gzip(text)): opening the page unpacks only what is looked at.

/** The text inside the packed element with this id. */
async function unpackedText(id) {
  const letters = atob(document.getElementById(id).textContent);
  const bytes = new Uint8Array(letters.length);
  for (let place = 0; place < letters.length; ++place) bytes[place] = letters.charCodeAt(place);
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain).text();
}

/** The candidates, best first, one object each with the names of the columns. */
async function unpackedCandidates() {
  const { columns, rows } = JSON.parse(await unpackedText("candidates"));
  return rows.map((row, place) => {
    const candidate = { place };
    columns.forEach((column, index) => {
      candidate[column] = row[index];
    });
    return candidate;
  });
}

/** The files of the candidates, in blocks that are unpacked when the first of their candidates is asked for. */
class StructureBlocks {
  constructor(perBlock) {
    this.perBlock = perBlock;
    this.blocks = new Map();
  }

  /** poscar, cif and nearest_metal of the candidate at this place. */
  async at(place) {
    const number = Math.floor(place / this.perBlock);
    if (!this.blocks.has(number)) this.blocks.set(number, unpackedText(`structures-${number}`).then(JSON.parse));
    return (await this.blocks.get(number))[place % this.perBlock];
  }
}
