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
      // A cell may stand for several columns, and a heading over several rows stands only in the first of them.
      const widths = [...line.cells].map((found) => found.colSpan);
      let at = head.cells.length - widths.reduce((sum, width) => sum + width, 0);
      for (const [index, width] of widths.entries()) {
        at += width;
        if (at > place) return words(line.cells[index]);
      }
    }
    return null;
  }, [row.source, row.flags, column]);
}
