// What a browser does by itself: formats figures, keeps the state of a table in the URL, marks what changed.
"use strict";
window.quotaplan = (() => {
  const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
  const units = (value) => (value === null || value === undefined ? "-" : whole.format(value));
  const signed = (value) => (!value ? "0" : (value > 0 ? "+" : "−") + whole.format(Math.abs(value)));
  const share = (value) => (value === null || value === undefined ? "-" : (100 * value).toFixed(1) + " %");
  const formats = { units, signed, share };

  // The URL holds the state of a screen. Fields that are empty are left out.
  function remember(fields) {
    const here = new URL(location.href);
    for (const [name, value] of Object.entries(fields)) {
      here.searchParams.delete(name);
      for (const item of Array.isArray(value) ? value : [value]) if (item) here.searchParams.append(name, item);
    }
    history.replaceState(history.state, "", here);
  }

  // A table of awards: its filter, sort and search are taken from the URL, and kept there.
  function restore(api) {
    const query = new URL(location.href).searchParams;
    try {
      const filter = query.get("filter");
      if (filter) api.setFilterModel(JSON.parse(filter));
    } catch { remember({ filter: "" }); }
    if (query.get("only") === "changes" && !only()) document.querySelectorAll("[data-only]").forEach(press);
    const sort = (query.get("sort") || "").split(",").filter(Boolean).map((item, sortIndex) => {
      const [colId, direction] = item.split(":");
      return { colId, sort: direction === "desc" ? "desc" : "asc", sortIndex };
    });
    if (sort.length) api.applyColumnState({ state: sort, defaultState: { sort: null } });
    const search = document.getElementById("search");
    if (search) {
      search.value = query.get("search") || "";
      api.setGridOption("quickFilterText", search.value);
      search.addEventListener("input", () => {
        api.setGridOption("quickFilterText", search.value);
        remember({ search: search.value });
      });
    }
    counted(api);
  }
  function kept(api) {
    const filter = api.getFilterModel();
    const sort = api.getColumnState().filter((column) => column.sort)
      .sort((a, b) => a.sortIndex - b.sortIndex).map((column) => `${column.colId}:${column.sort}`).join(",");
    remember({ filter: Object.keys(filter).length ? JSON.stringify(filter) : "", sort });
    counted(api);
  }
  function counted(api) {
    const place = document.getElementById("rows-shown");
    if (place) place.textContent = `${units(api.getDisplayedRowCount())} shown`;
  }

  // A button that is pressed or not: whether tables show only the rows that change. It stands in the URL.
  const only = () => document.querySelector("[data-only]")?.getAttribute("aria-pressed") === "true";
  function press(button) {
    button.setAttribute("aria-pressed", String(!only()));
    remember({ only: only() ? "changes" : "" });
    tables.forEach((api) => api.onFilterChanged());
  }
  const larger = (one, other) => Math.abs(one) - Math.abs(other);

  // Exactly what a table shows: its columns and the ids of its rows, in this order.
  function shown(api) {
    const rows = [];
    api.forEachNodeAfterFilterAndSort((node) => rows.push(node.id));
    return { columns: api.getAllDisplayedColumns().map((column) => column.getColId()), rows };
  }
  function opener(address, query) {
    return (params) => {
      const anchor = document.createElement("a");
      anchor.href = address + encodeURIComponent(params.value) + query;
      anchor.textContent = params.value;
      anchor.tabIndex = -1;
      return anchor;
    };
  }
  function opened(params) {
    if (params.event.key === "Enter") params.event.target.querySelector("a")?.click();
  }

  // What changed is put into its place and marked; what was marked before is no longer, unless this only adds to it.
  function put(cells, adding) {
    if (!adding)
      document.querySelectorAll(".changed").forEach((place) => place.classList.remove("changed"));
    for (const [key, [text, kind, width]] of Object.entries(cells)) {
      for (const place of document.querySelectorAll(`[data-cell="${CSS.escape(key)}"]`)) {
        const words = place.querySelector("[data-words]") || place;
        words.textContent = text;
        if (kind !== undefined && kind !== null) place.className = kind;
        if (width !== undefined && width !== null) {
          const bar = place.querySelector("i");
          if (bar) bar.style.width = `${width}%`;
        }
        if (key !== "trust") place.classList.add("changed");
      }
    }
  }

  // Rows of a table, merged with what is there already: for each field its values, each with the rows that have it
  // now, told by how far they stand after one another. Rows that came into question later are not in the table.
  function merge(api, fields) {
    const all = api.getGridOption("rowData"), rows = new Map();
    for (const [name, values] of Object.entries(fields))
      for (const [value, gaps] of values) {
        let at = 0;
        for (const gap of gaps) {
          at += gap;
          if (at >= all.length) break;
          if (!rows.has(at)) rows.set(at, { ...api.getRowNode(all[at].id).data });
          rows.get(at)[name] = value;
        }
      }
    const update = [...rows.values()];
    for (const row of update) {
      row.change = row.units - row.before;
      row.share = row.claim ? row.units / row.claim : null;
    }
    if (update.length) api.applyTransaction({ update });
    counted(api);
  }

  // Knobs: a slider and its field hold the same figure; what stands elsewhere than in the scenario is sent.
  let moving = null;
  function knobs() {
    const moved = {};
    for (const knob of document.querySelectorAll("[data-path]:not([type=range])"))
      if (knob.value !== "" && knob.value !== knob.dataset.from) moved[knob.dataset.path] = knob.value;
    return moved;
  }
  document.addEventListener("input", (event) => {
    const path = event.target.dataset?.path;
    if (!path) return;
    for (const twin of document.querySelectorAll(`[data-path="${CSS.escape(path)}"]`))
      if (twin !== event.target && !(twin.type === "range" && +event.target.value < +twin.min)) twin.value = event.target.value;
    written(event.target);
    event.target.closest(".knob")?.classList.toggle("moved", event.target.value !== event.target.dataset.from);
    send();
  });
  // A move is sent at once; while the hand goes on, the last one of each moment. With it goes which rows are in view,
  // since only those are told of until the figures are proved.
  const MOMENT = 40;
  let sent = 0;
  function send() {
    document.body.classList.add("working");
    clearTimeout(moving);
    moving = setTimeout(emit, Math.max(0, sent + MOMENT - performance.now()));
  }
  function emit() {
    sent = performance.now();
    const view = [...tables].flatMap((api) => api.getRenderedNodes().map((node) => node.id));
    emitEvent("knobs", { moved: knobs(), view });
  }
  // A figure with thousands separators, which a field for numbers does not have: it stands in the field's place unless
  // somebody writes there.
  function written(knob) {
    const place = knob.closest(".knob")?.querySelector(".said");
    if (place) place.textContent = Math.abs(knob.value) >= 1000 ? whole.format(knob.value) : "";
  }
  // A field that is refused says so, with the sentence beside it.
  function refused(wrong) {
    document.querySelectorAll(".knob .wrong").forEach((place) => place.remove());
    for (const knob of document.querySelectorAll("[data-path]:not([type=range])")) {
      const sentence = wrong[knob.dataset.path];
      knob.closest(".knob").classList.toggle("refuses", Boolean(sentence));
      knob.removeAttribute("aria-invalid");
      knob.removeAttribute("aria-describedby");
      if (!sentence) continue;
      const place = knob.closest(".knob").appendChild(document.createElement("p"));
      Object.assign(place, { className: "wrong", id: `${knob.id}-wrong`, textContent: sentence });
      knob.setAttribute("aria-invalid", "true");
      knob.setAttribute("aria-describedby", place.id);
      const group = knob.closest("details");
      if (group) group.open = true;
    }
  }
  // How far an answer is: a preview whose proof follows, proved, or refused. A screen reader is told the last word.
  function settled(state, say, wrong = {}) {
    refused(wrong);
    document.body.classList.remove("working");
    document.body.classList.toggle("unproved", state === "preview");
    if (state === "proved" && say) document.getElementById("said").textContent = say;
  }
  function reset() {
    for (const knob of document.querySelectorAll("[data-path]")) { knob.value = knob.dataset.from; written(knob); }
    document.querySelectorAll(".knob.moved").forEach((knob) => knob.classList.remove("moved"));
    send();
  }

  function scheme(dark) {
    Quasar.Dark.set(dark);
    localStorage.setItem("scheme", dark ? "dark" : "light");
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-scheme]")) scheme(!Quasar.Dark.isActive);
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-reset]")) reset();
    if (event.target.closest("[data-firms]")) emitEvent("firms", {});
    const pressed = event.target.closest("[data-only]");
    if (pressed) press(pressed);
    const copied = event.target.closest("[data-share]");
    if (copied) share_here(copied);
  });
  // Files go to the server as they were chosen or dropped, all in one.
  async function upload(input, files) {
    const address = getElement(Number(input.dataset.upload)).computed_url;
    const form = new FormData();
    for (const file of files) form.append(file.name, file, file.name);
    document.body.classList.add("working");
    try {
      const answer = await fetch(address, { method: "POST", body: form });
      if (!answer.ok) document.getElementById("said").textContent = `The server did not take the files (${answer.status}).`;
    } finally { settled(); input.value = ""; }
  }
  document.addEventListener("change", (event) => {
    if (event.target.dataset?.picks && event.target.value) {
      const places = [...document.getElementsByName(event.target.dataset.picks)];
      (places.find((place) => !place.value) || places.at(-1)).value = event.target.value;
      event.target.value = "";
    }
    if (event.target.dataset?.upload && event.target.files.length) upload(event.target, [...event.target.files]);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("over", kind === "dragover");
    if (kind === "drop") upload(document.getElementById(zone.dataset.drop), [...event.dataTransfer.files]);
  });
  async function share_here(button) {
    const address = location.href;
    try { await navigator.clipboard.writeText(address); button.textContent = "Address copied"; }
    catch { window.prompt("The address of this screen:", address); }
    setTimeout(() => { button.textContent = button.dataset.share; }, 2500);
  }
  const wanted = localStorage.getItem("scheme");
  function begin() {
    if (!window.Quasar?.Dark || !document.querySelector("#content")) return setTimeout(begin, 30);
    if (wanted) Quasar.Dark.set(wanted === "dark");
  }
  begin();

  // A screen's table on paper: a plain one with the columns and rows that it shows, not only those in sight.
  const tables = new Set();
  const MOST_PRINTED = 2000;
  function printed(api) {
    const columns = api.getAllDisplayedColumns(), table = document.createElement("table");
    const row = (place, kind, texts) => {
      const line = place.insertRow();
      texts.forEach((text, at) => {
        const cell = line.appendChild(document.createElement(kind));
        cell.textContent = text ?? "";
        if (columns[at].getColDef().type === "rightAligned") cell.className = "number";
      });
    };
    table.className = "printed";
    const widest = Math.max(...columns.map((column) => column.getActualWidth()));
    const group = table.appendChild(document.createElement("colgroup"));
    for (const column of columns) {
      const col = group.appendChild(document.createElement("col"));
      if (column.getActualWidth() === widest) col.style.width = "30%";
    }
    row(table.createTHead(), "th", columns.map((column) => column.getColDef().headerName));
    const body = table.createTBody();
    let count = 0;
    api.forEachNodeAfterFilterAndSort((rowNode) => {
      if (++count <= MOST_PRINTED)
        row(body, "td", columns.map((colKey) => api.getCellValue({ rowNode, colKey, useFormatter: true })));
    });
    if (count > MOST_PRINTED)
      table.createCaption().textContent = `The first ${units(MOST_PRINTED)} of ${units(count)} rows; a workbook has all.`;
    return table;
  }
  addEventListener("beforeprint", () => tables.forEach((api) => document.querySelector(".grid")?.after(printed(api))));
  addEventListener("afterprint", () => document.querySelectorAll("table.printed").forEach((table) => table.remove()));
  return { formats, remember, restore, kept, shown, opener, opened, put, merge, settled, only, larger, tables };
})();
