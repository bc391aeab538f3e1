// Small helps on top of pages that already work without any script.

// A page that comes back with errors starts at its error summary. The summary comes first in reading order in any
// case; moving the focus spares a reader the header.
const summary = document.querySelector("[data-weft='error-summary']");
if (summary) summary.focus();

// A long table gets a box that hides the rows without the typed words. The count is spoken politely.
for (const table of document.querySelectorAll("table[data-weft-filter]")) {
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  const id = `filter-${table.id}`;
  const box = document.createElement("div");
  box.className = "weft-filter";
  const label = document.createElement("label");
  label.className = "ds_label";
  label.htmlFor = id;
  label.textContent = table.dataset.weftFilter;
  const input = document.createElement("input");
  input.className = "ds_input";
  input.id = id;
  input.type = "search";
  input.autocomplete = "off";
  const count = document.createElement("p");
  count.className = "weft-filter__count";
  count.setAttribute("role", "status");
  box.append(label, input, count);
  const region = table.closest(".weft-scroll") ?? table;
  region.before(box);
  input.addEventListener("input", () => {
    const words = input.value.toLocaleLowerCase("en-GB").split(/\s+/).filter((word) => word !== "");
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLocaleLowerCase("en-GB");
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    count.textContent = words.length === 0 ? "" : `${shown} of ${rows.length} rows shown`;
  });
}

// A form that says so asks before changed answers are left behind.
for (const form of document.querySelectorAll("form[data-weft='keep']")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
