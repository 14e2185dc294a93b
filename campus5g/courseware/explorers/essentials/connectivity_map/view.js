// Sliders for a need on one side, the networks with their ranges and verdicts on the other.

const SIGNS = { suits: "✓", tight: "≈", depends: "?", fails: "✕" };

function slider(model, { axis, ...description }, id) {
  const moved = (position) => {
    model.set("stops", { ...model.get("stops"), [axis]: position });
    model.save_changes();
  };
  const made = labelledSlider({ ...description, id, position: model.get("stops")[axis], moved });
  return { row: made.row, show: () => made.show(model.get("stops")[axis]) };
}

function situations(model, words, id) {
  const about = element("p", { id: `${id}-about`, className: "c5x-help", ariaLive: "polite" });
  const all = model.get("examples");
  const choose = element(
    "select",
    { id },
    element("option", { value: "", textContent: words.own }),
    ...all.map((each) => element("option", { value: each.id, textContent: each.name })),
  );
  choose.setAttribute("aria-describedby", about.id);
  choose.addEventListener("change", () => {
    const chosen = all.find((each) => each.id === choose.value);
    if (!chosen) return;
    model.set("stops", { ...chosen.stops });
    model.save_changes();
  });
  const show = () => {
    const stops = model.get("stops");
    const same = all.find((each) =>
      Object.entries(each.stops).every(([axis, stop]) => stops[axis] === stop),
    );
    choose.value = same ? same.id : "";
    about.textContent = same ? same.about : "";
  };
  show();
  const label = element("label", {
    htmlFor: id,
    className: "c5x-legend",
    textContent: words.examples,
  });
  return { row: element("div", { className: "c5x-situation" }, label, choose, about), show };
}

function network(found, { at }) {
  const [bad, good] = found.range;
  const alone = good - bad < 1;
  const range = element("span", { className: alone ? "c5x-range c5x-alone" : "c5x-range" });
  range.style.left = `${bad}%`;
  if (!alone) range.style.width = `${good - bad}%`;
  const asked = element("span", { className: "c5x-asked-here" });
  asked.style.left = `${at}%`;
  return element(
    "li",
    { className: `c5x-network c5x-${found.verdict}` },
    element("strong", { textContent: found.name }),
    element(
      "span",
      { className: "c5x-verdict" },
      element("span", { ariaHidden: "true", textContent: `${SIGNS[found.verdict]} ` }),
      found.verdictName,
    ),
    element("div", { className: "c5x-scale", ariaHidden: "true" }, range, asked),
    element("p", { className: "c5x-reason", textContent: found.reason }),
  );
}

// The two ends of the scale, with what is asked between them.
function ends({ ends: [left, right], asked }) {
  return [left, asked, right].map((textContent) => element("span", { textContent }));
}

function paragraphs(words) {
  return [
    ...words.method.map((text) => element("p", { textContent: text })),
    element("ul", {}, ...words.sources.map((text) => element("li", { textContent: text }))),
  ];
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "map", words);

    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const sliders = model.get("sliders").map((each) => slider(model, each, `${id}-${each.axis}`));
    const situation = situations(model, words, `${id}-situation`);
    const axis = labelledSelect({
      id: `${id}-drawn`,
      name: words.drawn,
      options: model.get("axes"),
      value: model.get("drawn"),
      chosen: (value) => {
        model.set("drawn", value);
        model.save_changes();
      },
    });
    const need = element(
      "fieldset",
      { className: "c5x-need" },
      element(
        "legend",
        {},
        words.need,
        element("span", { className: "c5x-help", textContent: words.direction }),
      ),
      ...sliders.map(({ row }) => row),
    );
    const scale = element("p", { className: "c5x-ends c5x-help" });
    const networks = element("ol", { className: "c5x-networks", ariaLabel: words.drawn });
    const limits = element("details", {}, element("summary", { textContent: words.table }));
    const how = element(
      "details",
      {},
      element("summary", { textContent: words.how }),
      ...paragraphs(words),
    );
    const answer = element(
      "div",
      {},
      axis.row,
      scale,
      networks,
      element("p", { className: "c5x-help", textContent: words.reading }),
    );
    const content = element(
      "div",
      {},
      advice,
      element("div", { className: "c5x-columns" }, element("div", {}, situation.row, need), answer),
      limits,
      how,
    );
    el.append(lockedNote, content);

    const showVerdicts = () => {
      const verdicts = model.get("verdicts");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !verdicts.networks;
      if (content.hidden) return;
      if (advice.textContent !== verdicts.advice) advice.textContent = verdicts.advice;
      scale.replaceChildren(...ends(verdicts.scale));
      networks.replaceChildren(...verdicts.networks.map((each) => network(each, verdicts.scale)));
      const { table: label, caption, headers } = words;
      limits.replaceChildren(
        limits.firstChild,
        dataTable({ label, caption, headers, rows: verdicts.rows, asked: [verdicts.asked] }),
      );
    };
    const showStops = () => {
      sliders.forEach(({ show }) => show());
      situation.show();
    };
    const showDrawn = () => axis.show(model.get("drawn"));
    showVerdicts();
    model.on("change:verdicts", showVerdicts);
    model.on("change:locked", showVerdicts);
    model.on("change:stops", showStops);
    model.on("change:drawn", showDrawn);
    return () => {
      model.off("change:verdicts", showVerdicts);
      model.off("change:locked", showVerdicts);
      model.off("change:stops", showStops);
      model.off("change:drawn", showDrawn);
    };
  },
};
