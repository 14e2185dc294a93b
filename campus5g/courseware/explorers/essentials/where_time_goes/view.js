// The parts of a round trip as bars, moved by distance, load and setting.

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "time", words);

    const set = (name, value) => {
      model.set(name, value);
      model.save_changes();
    };
    const slider = (name) =>
      labelledSlider({
        id: `${id}-${name}`,
        name: words[name],
        help: words[`${name}_help`],
        labels: words[`${name}_labels`],
        position: model.get(name),
        moved: (position) => set(name, position),
      });
    const sliders = { core: slider("core"), load: slider("load") };
    const select = element(
      "select",
      { id: `${id}-cell` },
      ...words.cells.map((cell) => element("option", { value: cell.id, textContent: cell.name })),
    );
    select.addEventListener("change", () => set("cell", select.value));

    const advice = element("p", { className: "c5x-advice", ariaLive: "polite" });
    const bars = element("div");
    const table = element("div");
    const content = element(
      "div",
      {},
      advice,
      element(
        "div",
        { className: "c5x-columns" },
        element(
          "div",
          {},
          sliders.core.row,
          sliders.load.row,
          element(
            "p",
            { className: "c5x-situation" },
            element("label", { htmlFor: select.id, textContent: words.cell }),
            select,
          ),
        ),
        element(
          "figure",
          {},
          bars,
          element("figcaption", { className: "c5x-help", textContent: words.reading }),
        ),
      ),
      element("details", {}, element("summary", { textContent: words.table }), table),
      element("p", { className: "c5x-help", textContent: words.sources }),
    );
    el.append(lockedNote, content);

    const show = () => {
      const answer = model.get("answer");
      const ready = Boolean(answer.rows);
      lockedNote.hidden = ready;
      content.hidden = !ready;
      if (!ready) return;
      advice.textContent = answer.advice;
      bars.replaceChildren(splitBars({ rows: answer.rows, most: answer.most, key: words.key }));
      table.replaceChildren(
        dataTable({
          label: words.table,
          caption: words.caption,
          headers: words.headers,
          rows: [...answer.rows.map((row) => [row.name, ...row.cells]), [words.sum, ...answer.sum]],
        }),
      );
      sliders.core.show(model.get("core"));
      sliders.load.show(model.get("load"));
      select.value = model.get("cell");
    };
    show();
    model.on("change:answer", show);
    return () => model.off("change:answer", show);
  },
};
