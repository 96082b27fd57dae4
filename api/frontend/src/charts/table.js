// A chart's numbers are those of its table: data-value where a cell shows them rounded or in words.

export function readTable(table) {
  const columns = [...table.tHead.rows[0].cells].map((cell) => ({ name: cell.dataset.name, heading: cell.textContent }));
  const rows = [...table.tBodies[0].rows].map((row) => ({
    values: [...row.cells].map(valueOf),
    shown: [...row.cells].map((cell) => cell.textContent.trim()),
    link: row.querySelector("a")?.href,
  }));
  return { columns, rows };
}

/** Numbers as numbers, an empty cell as null, all else as text. */
function valueOf(cell) {
  const text = cell.dataset.value ?? cell.textContent.trim();
  if (!cell.classList.contains("number")) return text;
  const number = Number(text);
  return text === "" || Number.isNaN(number) ? null : number;
}
