// The site sheet: earlier rows to read, this module's rows to write; saved while one writes.

function earlier(view) {
  const list = element("dl", { className: "c5g-sheet-earlier" });
  for (const row of view.earlier) {
    const text = row.text || view.words.empty;
    list.append(
      element("dt", { textContent: row.title }),
      element("dd", { textContent: text, className: row.text ? "" : "c5g-sheet-empty" }),
    );
  }
  return element("details", {}, element("summary", { textContent: view.words.earlier }), list);
}

function field(row, view, model) {
  const id = `c5g-sheet-${row.id}`;
  const state = element("span", { className: "c5g-sheet-state", role: "status" });
  const text = element("textarea", {
    id,
    value: row.text,
    maxLength: view.longest,
    rows: 3,
  });
  text.setAttribute("aria-describedby", `${id}-prompt`);
  const keep = keeping({
    name: `sheet:${row.id}`,
    kept: row.text,
    read: () => text.value,
    write: (value) => {
      text.value = value;
    },
    send: (value) => model.send({ row: row.id, text: value }),
    state,
    words: view.words,
  });
  text.value = keep.unsaved ?? row.text;
  text.addEventListener("input", keep.changed);
  text.addEventListener("blur", keep.flush);
  const take = (message) => {
    if (message.row === row.id) keep.taken(message.text);
  };
  model.on("msg:custom", take);
  keep.flush();
  const shown = element(
    "div",
    { className: "c5g-sheet-row" },
    element("label", { htmlFor: id, textContent: row.title }),
    element("p", { id: `${id}-prompt`, textContent: row.prompt }),
    text,
    state,
    element(
      "details",
      {},
      element("summary", { textContent: view.words.example }),
      element("p", { textContent: row.example }),
    ),
  );
  const leave = () => {
    keep.leave();
    model.off("msg:custom", take);
  };
  return [shown, leave];
}

export default {
  render({ model, el }) {
    const view = model.get("view");
    el.classList.add("c5g-sheet");
    el.dataset.lmSuppressShortcuts = "true";
    const fields = view.rows.map((row) => field(row, view, model));
    el.append(
      element("h3", { textContent: view.words.title }),
      element("p", { textContent: view.words.intro }),
      ...(view.earlier.length ? [earlier(view)] : []),
      ...fields.map(([shown]) => shown),
    );
    return () => {
      for (const [, leave] of fields) leave();
    };
  },
};
