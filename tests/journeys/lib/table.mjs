// Reads a table as a reader does: by the words of its headings.

/**
 * The text of the cell under the column heading `column` in the row whose heading matches `row`, or null.
 * Spanning theme rows are passed over. `page` is the page, `table` a locator of one table.
 */
export async function cell(table, row, column) {
  return table.evaluate((element, [source, flags, heading]) => {
    const words = (node) => node.textContent.trim().replace(/\s+/g, " ");
    const wanted = new RegExp(source, flags);
    const head = [...element.tHead.rows].at(-1);
    const place = [...head.cells].findIndex((found) => words(found).startsWith(heading));
    if (place < 0) return null;
    for (const line of [...element.tBodies].flatMap((body) => [...body.rows])) {
      const label = line.querySelector("th[scope=row]");
      if (label === null || !wanted.test(words(label))) continue;
      // A theme that spans several rows stands in the first of them only; count from the end instead.
      const fromEnd = head.cells.length - place;
      return words(line.cells[line.cells.length - fromEnd]);
    }
    return null;
  }, [row.source, row.flags, column]);
}
