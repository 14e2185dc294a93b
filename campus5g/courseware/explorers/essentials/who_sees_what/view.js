// Switches over a matrix: places to read along by row, matters by column.

const MARKS = { clear: "●", partly: "◐", hidden: "○", absent: "–" };

function cell({ sight, name }) {
  return element(
    "td",
    { className: `c5x-sight c5x-sight-${sight}` },
    element("span", { ariaHidden: "true", textContent: `${MARKS[sight]} ` }),
    name,
  );
}

function matrix(words, { headers, rows }) {
  return element(
    "div",
    { className: "c5x-scroll", tabIndex: 0, role: "region", ariaLabel: words.label },
    element(
      "table",
      { className: "c5x-matrix" },
      element("caption", { textContent: words.caption }),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...headers.slice(1).map((text) => element("th", { scope: "col", textContent: text })),
        ),
      ),
      // The place stands above its boxes, so that all three have room on a phone.
      ...rows.map((row) =>
        element(
          "tbody",
          {},
          element(
            "tr",
            {},
            element(
              "th",
              { scope: "rowgroup", colSpan: row.cells.length },
              row.link,
              element("span", { className: "c5x-where", textContent: ` – ${row.where}` }),
            ),
          ),
          element("tr", {}, ...row.cells.map(cell)),
        ),
      ),
    ),
  );
}

function reasons(words, rows) {
  return rows.flatMap((row) => [
    element("p", { className: "c5x-legend", textContent: `${row.link} (${row.where})` }),
    element(
      "ul",
      { className: "c5x-summary" },
      ...row.cells.map(({ matter, name, why }) =>
        element(
          "li",
          {},
          element("strong", { textContent: `${matter}${words.colon}${name}` }),
          ` – ${why}`,
        ),
      ),
    ),
  ]);
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { lockedNote } = explorerFrame(el, "who-sees-what", words);
    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const altered = element("p", { className: "c5x-help" });
    const boxes = model.get("switches").map((each) => {
      const input = element("input", { type: "checkbox", value: each.id });
      input.addEventListener("change", () => {
        const others = model.get("on").filter((name) => name !== each.id);
        model.set("on", input.checked ? [...others, each.id] : others);
        model.save_changes();
      });
      return element(
        "label",
        { className: "c5x-choice" },
        input,
        element("span", { textContent: each.name }),
      );
    });
    const place = element("div");
    const why = element("details", {}, element("summary", { textContent: words.why }));
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
          element("fieldset", {}, element("legend", { textContent: words.switches }), ...boxes),
          altered,
        ),
        place,
      ),
      why,
      element("p", { className: "c5x-help", textContent: words.source }),
    );
    el.append(lockedNote, content);

    const show = () => {
      const shown = model.get("matrix");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !shown.rows;
      if (content.hidden) return;
      if (advice.textContent !== shown.advice) advice.textContent = shown.advice;
      altered.textContent = shown.altered;
      boxes.forEach(
        (box) => (box.firstChild.checked = model.get("on").includes(box.firstChild.value)),
      );
      place.replaceChildren(matrix(words, shown));
      why.replaceChildren(why.firstChild, ...reasons(words, shown.rows));
    };
    show();
    model.on("change:matrix", show);
    model.on("change:locked", show);
    return () => {
      model.off("change:matrix", show);
      model.off("change:locked", show);
    };
  },
};
