// What sensors send on one side; on the other each network with its margin and what limits it.

const NETWORK_SIGNS = { suits: "✓", tight: "≈", depends: "≈", fails: "✕" };

function networkRow({ name, verdict, verdictName, margin, reason }) {
  const filled = element("span", {});
  filled.style.width = `${margin}%`;
  return element(
    "li",
    { className: `c5x-network c5x-${verdict}` },
    element(
      "div",
      { className: "c5x-network-head" },
      element("strong", { textContent: name }),
      element(
        "span",
        { className: "c5x-verdict" },
        element("span", { ariaHidden: "true", textContent: `${NETWORK_SIGNS[verdict]} ` }),
        verdictName,
      ),
    ),
    element("div", { className: "c5x-margin", ariaHidden: "true" }, filled),
    element("p", { className: "c5x-reason", textContent: reason }),
  );
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "what-travels", words);

    const move = (name, position) => {
      model.set("stops", { ...model.get("stops"), [name]: position });
      model.save_changes();
    };
    const controls = model.get("controls").map(({ kind, labels, ...each }) => {
      const position = model.get("stops")[each.id];
      const own = { ...each, id: `${id}-${each.id}` };
      const made =
        kind === "slider"
          ? labelledSlider({ ...own, labels, position, moved: (to) => move(each.id, to) })
          : labelledSelect({
              ...own,
              options: labels.map((label, value) => ({ value, words: label })),
              value: position,
              chosen: (value) => move(each.id, Number(value)),
            });
      return { row: made.row, show: () => made.show(model.get("stops")[each.id]) };
    });

    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const networks = element("ul", { className: "c5x-networks", ariaLabel: words.networks });
    const settings = element(
      "fieldset",
      {},
      element("legend", { textContent: words.settings }),
      ...controls.map(({ row }) => row),
    );
    const results = element(
      "div",
      {},
      element("p", { className: "c5x-legend", textContent: words.networks }),
      networks,
      element("p", { className: "c5x-help", textContent: words.reading }),
    );
    const tables = element("details", {}, element("summary", { textContent: words.table }));
    const how = element(
      "details",
      {},
      element("summary", { textContent: words.how }),
      ...words.method.map((text) => element("p", { textContent: text })),
    );
    const content = element(
      "div",
      {},
      advice,
      element("div", { className: "c5x-columns" }, settings, results),
      tables,
      how,
      element("p", { className: "c5x-help", textContent: words.sources }),
    );
    el.append(lockedNote, content);

    const show = () => {
      const shown = model.get("shown");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !shown.advice;
      if (content.hidden) return;
      if (advice.textContent !== shown.advice) advice.textContent = shown.advice;
      networks.replaceChildren(...shown.networks.map(networkRow));
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
