// The project file: earlier parts to read, this module's parts to write; saved while one writes.

// Inputs by kind: each returns what is shown, and how to read and to set it.

function textInput(field, id) {
  const input = element("textarea", { id, maxLength: field.longest, rows: 4 });
  return {
    shown: input,
    read: () => input.value,
    set: (value) => {
      input.value = value || "";
    },
  };
}

function numberInput(field, id) {
  const input = element("input", { id, inputMode: "decimal", maxLength: 40, autocomplete: "off" });
  const unit = element("span", { textContent: field.unit });
  return {
    shown: element("span", { className: "c5g-file-number" }, input, unit),
    read: () => input.value,
    set: (value) => {
      input.value = value || "";
    },
  };
}

function choiceInput(field, id, words) {
  const options = [{ id: "", title: words.choose }, ...field.options].map(({ id: value, title }) =>
    element("option", { value, textContent: title }),
  );
  const input = element("select", { id }, ...options);
  return {
    shown: input,
    read: () => input.value,
    set: (value) => {
      input.value = value || "";
    },
  };
}

function gridInput(field, id, words) {
  const lines = element("div", { className: "c5g-file-lines" });
  const inputs = new Map();
  const addLine = (row, title) => {
    const cells = field.columns.map((column) => {
      const cell = `${id}-${row}-${column.id}`;
      const input = element("input", {
        id: cell,
        type: column.type,
        maxLength: field.longest,
        autocomplete: "off",
      });
      inputs.set(cell, { row, column: column.id, input });
      return element(
        "div",
        { className: `c5g-file-cell c5g-file-cell-${column.id}` },
        element("label", { htmlFor: cell, textContent: column.title }),
        input,
      );
    });
    const legend = title ? [element("legend", { textContent: title })] : [];
    lines.append(
      element("fieldset", {}, ...legend, element("div", { className: "c5g-file-cells" }, ...cells)),
    );
  };
  let added = 0;
  const addOwn = () => {
    added += 1;
    addLine(String(added), words.line.replace("{number}", added));
    more.hidden = added >= field.most;
  };
  const more = element("button", {
    type: "button",
    className: "button",
    textContent: words.add,
    hidden: !field.most,
  });
  more.addEventListener("click", () => {
    addOwn();
    lines.lastElementChild.querySelector("input").focus();
  });
  for (const { id: row, title } of field.rows) addLine(row, title);
  return {
    shown: element("div", {}, lines, more),
    read: () => {
      const value = {};
      for (const { row, column, input } of inputs.values()) {
        if (!input.value) continue;
        value[row] ??= {};
        value[row][column] = input.value;
      }
      return Object.keys(value).length ? value : "";
    },
    set: (value) => {
      const highest = Math.max(0, ...(field.most ? Object.keys(value || {}).map(Number) : []));
      while (field.most && added < Math.max(1, highest)) addOwn();
      for (const { row, column, input } of inputs.values())
        input.value = value?.[row]?.[column] ?? "";
    },
  };
}

const KINDS = { text: textInput, number: numberInput, choice: choiceInput, grid: gridInput };

function head(field, words, target) {
  const title = field.required ? field.title : `${field.title} (${words.optional})`;
  const label = target
    ? element("label", { htmlFor: target, textContent: title })
    : element("h4", { textContent: title });
  return [label, element("p", { textContent: field.prompt })];
}

function example(field, words) {
  if (!field.example) return [];
  return [
    element(
      "details",
      {},
      element("summary", { textContent: words.example }),
      element("p", { className: "c5g-file-example", textContent: field.example }),
    ),
  ];
}

function found(words) {
  const result = element("p", { className: "c5g-file-result" });
  const list = element("ul", {});
  const weak = element(
    "div",
    { className: "c5g-file-weak", role: "status" },
    element("p", { textContent: words.weak }),
    list,
  );
  const show = (answer) => {
    result.textContent = answer.result;
    result.hidden = !answer.result;
    weak.hidden = !answer.weak.length;
    // A line that lacks several things is quoted once.
    const lines = new Map();
    for (const { line, sentence } of answer.weak)
      lines.set(line, [...(lines.get(line) ?? []), sentence]);
    list.replaceChildren(
      ...[...lines].map(([line, sentences]) =>
        element(
          "li",
          {},
          ...(line ? [element("q", { textContent: line }), element("br")] : []),
          sentences.join(" "),
        ),
      ),
    );
  };
  return [[result, weak], show];
}

function written(field, words, model) {
  const id = `c5g-file-${field.id}`;
  const input = KINDS[field.kind](field, id, words);
  const state = element("span", { className: "c5g-file-state", role: "status" });
  const [below, showFound] = found(words);
  const keep = keeping({
    name: `file:${field.id}`,
    kept: field.value,
    read: input.read,
    write: input.set,
    send: (value) => model.send({ field: field.id, value }),
    state,
    words,
  });
  const take = (message) => {
    if (message.field !== field.id) return;
    if (message.refused) {
      keep.refused();
      return;
    }
    showFound(message);
    keep.taken(message.value);
  };
  model.on("msg:custom", take);
  input.set(keep.unsaved ?? field.value);
  showFound(field);
  keep.flush();
  const leave = () => {
    keep.leave();
    model.off("msg:custom", take);
  };
  const grid = field.kind === "grid";
  const shown = element(
    "div",
    { className: "c5g-file-field" },
    ...head(field, words, grid ? "" : id),
    input.shown,
    state,
    ...below,
    ...example(field, words),
  );
  shown.addEventListener("input", keep.changed);
  shown.addEventListener("change", keep.flush);
  shown.addEventListener("focusout", keep.flush);
  return { shown, send: keep.flush, leave };
}

// A figure comes from an explorer; here it is looked at, or taken out.
function figure(field, words, model) {
  const place = element("div", {});
  const show = () => {
    const kept = model.get("figures")[field.id];
    if (!kept) {
      place.replaceChildren(
        element("p", { className: "c5g-file-empty", textContent: words.no_figure }),
      );
      return;
    }
    const remove = element("button", {
      type: "button",
      className: "button",
      textContent: words.remove_figure,
    });
    remove.addEventListener("click", () => model.send({ field: field.id, value: "" }));
    place.replaceChildren(
      element(
        "figure",
        {},
        element("p", { className: "c5g-file-legend", textContent: kept.title }),
        element("img", {
          alt: kept.title,
          src: `data:image/svg+xml;utf8,${encodeURIComponent(kept.svg)}`,
        }),
        element("figcaption", { textContent: [kept.reading, kept.settings].join(" ").trim() }),
      ),
      remove,
    );
  };
  model.on("change:figures", show);
  show();
  return {
    shown: element("div", { className: "c5g-file-field" }, ...head(field, words), place),
    send: () => {},
    leave: () => model.off("change:figures", show),
  };
}

function earlier(view) {
  const parts = view.earlier.flatMap((part) => [
    element("h4", { textContent: part.title }),
    element(
      "dl",
      {},
      ...part.fields.flatMap(({ title, text }) => [
        element("dt", { textContent: title }),
        element("dd", { textContent: text }),
      ]),
    ),
  ]);
  return element("details", {}, element("summary", { textContent: view.words.earlier }), ...parts);
}

// Makes the document of what is saved; what was just typed is sent first.
function exporting(model, words, sendAll) {
  const state = element("span", { className: "c5g-file-state", role: "status" });
  const ask = (format) => {
    const button = element("button", {
      type: "button",
      className: "button",
      textContent: words[format],
    });
    button.addEventListener("click", () => {
      sendAll();
      state.textContent = words.exporting;
      model.send({ export: format });
    });
    return button;
  };
  const take = (message, buffers) => {
    if (!message.export) return;
    const address = URL.createObjectURL(new Blob([buffers[0]], { type: message.type }));
    element("a", { href: address, download: message.name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    state.textContent = words.exported;
  };
  model.on("msg:custom", take);
  const shown = element(
    "div",
    { className: "c5g-file-export" },
    element("p", { textContent: words.export }),
    element("div", {}, ask("pdf"), ask("docx")),
    state,
  );
  return { shown, send: () => {}, leave: () => model.off("msg:custom", take) };
}

export default {
  render({ model, el }) {
    const view = model.get("view");
    const { words } = view;
    el.classList.add("c5g-file");
    el.dataset.lmSuppressShortcuts = "true";
    const fields = [];
    const sections = view.parts.map((part) => {
      const made = part.fields.map((field) =>
        (field.kind === "figure" ? figure : written)(field, words, model),
      );
      fields.push(...made);
      return element(
        "section",
        {},
        element("h4", { className: "c5g-file-part", textContent: part.title }),
        ...made.map(({ shown }) => shown),
      );
    });
    const taken = exporting(model, words, () => {
      for (const { send } of fields) send();
    });
    fields.push(taken);
    el.append(
      element("h3", { textContent: words.title }),
      element("p", { textContent: words.intro }),
      ...(view.earlier.length ? [earlier(view)] : []),
      ...sections,
      taken.shown,
    );
    return () => {
      for (const { leave } of fields) leave();
    };
  },
};
