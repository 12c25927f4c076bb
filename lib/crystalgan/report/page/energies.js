// The column of a ranked run. This file is the last script, and only in the pages of such runs.

const columnsWithoutEnergies = candidateColumns;

candidateColumns = (facts) => {
  const columns = columnsWithoutEnergies(facts);
  const spaceGroup = columns.findIndex(({ name }) => name === "space_group");
  columns.splice(spaceGroup + 1, 0, figureColumn("above_hull", "above hull", "eV/atom", "energy", 4));
  return columns;
};
