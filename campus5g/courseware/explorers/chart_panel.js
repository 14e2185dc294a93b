// Controls on one side, what the model answers on the other: charts, with their numbers as a table.

function control({ kind, labels, help, ...description }, id, position, moved) {
  if (kind === "slider")
    return labelledSlider({ ...description, id, labels, help, position, moved });
  const options = labels.map((words, value) => ({ value, words }));
  const made = labelledSelect({
    ...description,
    id,
    options,
    value: position,
    chosen: (value) => moved(Number(value)),
  });
  if (help) made.row.append(element("p", { className: "c5x-help", textContent: help }));
  return made;
}

// Rows of parts laid end to end. A part has its number under it, and the key the same number.
function stackedBars({ title, to, rows, parts }) {
  const WIDTH = 400;
  const ROW = 72;
  const MANY = 5; // drawn smaller, so that all stand in one window
  const id = `c5x-bars-${unique()}`;
  const drawing = shape("svg", {
    class: rows.length > MANY ? "c5x-chart c5x-many-rows" : "c5x-chart",
    viewBox: `0 0 ${WIDTH} ${rows.length * ROW}`,
    role: "img",
    "aria-labelledby": id,
  });
  const spoken = shape("title", { id });
  spoken.textContent = title;
  drawing.append(spoken);
  const write = (words, attributes) => {
    const made = shape("text", { class: "c5x-tick", ...attributes });
    made.textContent = words;
    return made;
  };
  rows.forEach(({ words, lengths }, row) => {
    const top = row * ROW;
    drawing.append(write(words, { x: 0, y: top + 14 }));
    let left = 0;
    lengths.forEach((length, index) => {
      const width = (length / to) * WIDTH;
      if (width < 0.5) return;
      const column = shape("rect", {
        class: "c5x-part",
        x: left,
        y: top + 22,
        width: Math.max(1, width - 1.5),
        height: 24,
      });
      drawing.append(shape("g", { class: `c5x-series c5x-series-${index + 1}` }, column));
      if (width > 12)
        drawing.append(
          write(index + 1, { x: left + width / 2, y: top + 62, "text-anchor": "middle" }),
        );
      left += width;
    });
  });
  const sample = () => shape("rect", { class: "c5x-part", x: 8, y: 4, width: 24, height: 16 });
  const keys = parts.map((words, index) => {
    const drawn = shape("g", { class: `c5x-series c5x-series-${index + 1}` }, sample());
    const key = shape(
      "svg",
      { class: "c5x-key", viewBox: "0 0 40 24", "aria-hidden": "true" },
      drawn,
    );
    return element("li", {}, key, element("span", { textContent: `${index + 1} ${words}` }));
  });
  return [drawing, element("ul", { className: "c5x-keys" }, ...keys)];
}

function figure(shown) {
  const drawn =
    shown.kind === "bars"
      ? stackedBars(shown)
      : [chart(shown), ...(shown.series.length > 1 ? [chartKey(shown.series)] : [])];
  const heading = element("p", { className: "c5x-legend", textContent: shown.heading });
  return element(
    "figure",
    { className: "c5x-figure" },
    heading,
    ...drawn,
    element("figcaption", { className: "c5x-help", textContent: shown.reading }),
  );
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "panel", words);

    const controls = model.get("controls").map((each) => {
      const moved = (position) => {
        model.set("stops", { ...model.get("stops"), [each.id]: position });
        model.save_changes();
      };
      const made = control(each, `${id}-${each.id}`, model.get("stops")[each.id], moved);
      return { row: made.row, show: () => made.show(model.get("stops")[each.id]) };
    });
    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const figures = element("div", {});
    const settings = element(
      "fieldset",
      {},
      element("legend", { textContent: words.settings }),
      ...controls.map(({ row }) => row),
    );
    const tables = element("details", {}, element("summary", { textContent: words.table }));
    const how = element(
      "details",
      {},
      element("summary", { textContent: words.how }),
      ...words.method.map((text) => element("p", { textContent: text })),
    );
    const sources = element("p", { className: "c5x-help", textContent: words.sources });
    const content = element(
      "div",
      {},
      advice,
      element("div", { className: "c5x-columns" }, settings, figures),
      tables,
      how,
      sources,
    );
    el.append(lockedNote, content);

    const show = () => {
      const shown = model.get("shown");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !shown.advice;
      if (content.hidden) return;
      if (advice.textContent !== shown.advice) advice.textContent = shown.advice;
      figures.replaceChildren(...shown.figures.map(figure));
      tables.replaceChildren(
        tables.firstChild,
        ...shown.tables.map((table) => dataTable({ label: table.caption, ...table })),
      );
    };
    const follow = () => controls.forEach((each) => each.show());
    show();
    model.on("change:shown", show);
    model.on("change:locked", show);
    model.on("change:stops", follow);
    return () => {
      model.off("change:shown", show);
      model.off("change:locked", show);
      model.off("change:stops", follow);
    };
  },
};
