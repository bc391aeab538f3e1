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

// A register saves each mark as it is set and says in words what is not saved yet. Number keys mark and move on.
// What is sent is the same form, in part: sending it twice changes nothing, so after a failure it is simply sent again.
for (const form of document.querySelectorAll("form[data-weft='register']")) {
  const rows = [...form.querySelectorAll("li[data-person]")];
  const field = (row, name) => row.querySelector(`[name="${name}-${row.dataset.person}"]`);
  const marks = (row) => [...row.querySelectorAll("input[type=radio]")];
  const chosen = (row) => marks(row).find((mark) => mark.checked);
  const say = (row, words) => { row.querySelector(".weft-register__state").textContent = words; };
  const focusOn = (row) => (chosen(row) ?? marks(row)[0]).focus();
  form.addEventListener("keydown", (event) => {
    const row = event.target.type === "radio" ? event.target.closest("li[data-person]") : null;
    const mark = row && !event.ctrlKey && !event.altKey && !event.metaKey ? marks(row)[Number(event.key) - 1] : undefined;
    if (!mark) return;
    event.preventDefault();
    if (!mark.checked) {
      mark.checked = true;
      mark.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const next = rows[rows.indexOf(row) + 1];
    if (next) focusOn(next);
    else form.querySelector("button[type=submit]").focus();
  });
  // A correction of a closed register is sent once, with its reason.
  if (form.dataset.closed) continue;
  const keys = form.querySelector(".weft-register__keys");
  keys.hidden = false;
  const status = form.querySelector(".weft-register__status");
  const waiting = new Set();
  let sending = false;
  let leaving = false;
  let tries = 0;
  let timer = 0;
  const people = (number) => (number === 1 ? "1 mark is" : `${number} marks are`);
  const later = (why) => {
    tries += 1;
    status.textContent = `${people(waiting.size)} not saved yet: ${why}. Trying again; leave this page open.`;
    clearTimeout(timer);
    timer = setTimeout(send, Math.min(30_000, 1000 * 2 ** tries));
  };
  const take = (sent, answer) => {
    for (const [row, value] of sent) {
      const person = row.dataset.person;
      const stands = answer.stands[person] ?? "";
      const question = answer.clashes[person] ?? "";
      field(row, "was").value = stands;
      const error = row.querySelector(".ds_question__error-message");
      error.textContent = question;
      error.hidden = question === "";
      row.classList.toggle("weft-register__asks", question !== "");
      if (question !== "") {
        const [mark, mode] = stands.split(" ");
        for (const one of marks(row)) one.checked = one.value === mark;
        field(row, "online").checked = mode === "online";
        say(row, "Please decide");
      } else if (answer.early.includes(person)) {
        say(row, "Not saved: only apologies can be noted before the day");
      } else say(row, "Saved");
      // Marked anew while it was on its way: it is sent again.
      if (question === "" && value !== `${chosen(row)?.value} ${field(row, "online").checked}`) waiting.add(row);
    }
    const asks = Object.keys(answer.clashes).length;
    const one = asks === 1;
    status.textContent = asks === 0 ? answer.summary : `Somebody else set ${one ? "1 mark" : `${asks} marks`} otherwise. Please decide where it is asked in the list.`;
    form.querySelector(".weft-register__asks")?.scrollIntoView({ block: "nearest" });
  };
  async function send() {
    clearTimeout(timer);
    if (sending || waiting.size === 0) return;
    sending = true;
    const sent = new Map();
    const body = new URLSearchParams({ form_key: form.elements.form_key.value });
    for (const row of waiting) {
      const person = row.dataset.person;
      const online = field(row, "online").checked;
      body.append(`was-${person}`, field(row, "was").value);
      body.append(`mark-${person}`, chosen(row).value);
      if (online) body.append(`online-${person}`, "yes");
      sent.set(row, `${chosen(row).value} ${online}`);
    }
    waiting.clear();
    const again = (why) => {
      for (const row of sent.keys()) waiting.add(row);
      later(why);
    };
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" }, redirect: "manual" });
      const data = (answer.headers.get("content-type") ?? "").startsWith("application/json");
      if (data) {
        tries = 0;
        const told = await answer.json();
        if (told.closed) {
          status.textContent = "Somebody closed this register meanwhile, so these marks are not saved. Reload the page; a correction needs a reason.";
        } else take(sent, told);
      } else if (answer.status >= 500) again("the site did not answer");
      else {
        for (const row of sent.keys()) say(row, "Not saved");
        status.textContent = "Not saved: you may have been signed out. Press Save; if you are asked to sign in, mark these people again afterwards.";
      }
    } catch {
      again("there is no connection");
    }
    sending = false;
    if (waiting.size > 0 && tries === 0) send();
  }
  form.addEventListener("change", (event) => {
    const row = event.target.closest("li[data-person]");
    if (!row || !chosen(row)) return;
    waiting.add(row);
    say(row, "Not saved yet");
    if (tries === 0) send();
  });
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("online", () => { tries = 0; send(); });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (waiting.size > 0 || sending)) event.preventDefault();
  });
}
