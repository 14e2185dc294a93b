// Sliders for a need on one side, the networks and their verdicts on the other.

const SIGNS = { suits: "✓", tight: "≈", fails: "✕" };

let maps = 0;

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function slider(model, description, id) {
  const label = element("label", { htmlFor: id, textContent: description.name });
  const value = element("output", { className: "c5-value" });
  value.htmlFor = id;
  const help = element("p", { id: `${id}-help`, className: "c5-help", textContent: description.help });
  const input = element("input", {
    type: "range",
    id,
    min: 0,
    max: description.labels.length - 1,
    step: 1,
  });
  input.setAttribute("aria-describedby", help.id);
  const show = () => {
    const position = model.get("stops")[description.axis];
    input.value = position;
    value.textContent = description.labels[position];
    input.setAttribute("aria-valuetext", description.labels[position]);
  };
  input.addEventListener("input", () => {
    model.set("stops", { ...model.get("stops"), [description.axis]: Number(input.value) });
    model.save_changes();
  });
  show();
  const row = element("div", { className: "c5-slider" }, element("div", { className: "c5-slider-head" }, label, value), input, help);
  return { row, show };
}

function examples(model, words) {
  const about = element("p", { className: "c5-help", ariaLive: "polite" });
  const buttons = model.get("examples").map((example) => {
    const button = element("button", { type: "button", className: "c5-example", textContent: example.name });
    button.addEventListener("click", () => {
      about.textContent = example.about;
      model.set("stops", { ...example.stops });
      model.save_changes();
    });
    return { button, example };
  });
  const show = () => {
    const stops = model.get("stops");
    for (const { button, example } of buttons) {
      const same = Object.entries(example.stops).every(([axis, stop]) => stops[axis] === stop);
      button.setAttribute("aria-pressed", String(same));
      if (same) about.textContent = example.about;
    }
    if (!buttons.some(({ button }) => button.getAttribute("aria-pressed") === "true")) about.textContent = "";
  };
  show();
  const group = element(
    "fieldset",
    { className: "c5-examples" },
    element("legend", { textContent: words.examples }),
    element("div", { className: "c5-example-row" }, ...buttons.map(({ button }) => button)),
    about,
  );
  return { group, show };
}

function network(found) {
  const bar = element("div", { className: "c5-bar", ariaHidden: "true" }, element("span", {}));
  bar.firstChild.style.width = `${Math.max(found.score, 1)}%`;
  return element(
    "li",
    { className: `c5-network c5-${found.verdict}` },
    element(
      "div",
      { className: "c5-network-head" },
      element("strong", { textContent: found.name }),
      element(
        "span",
        { className: "c5-verdict" },
        element("span", { ariaHidden: "true", textContent: `${SIGNS[found.verdict]} ` }),
        found.verdictName,
      ),
    ),
    bar,
    element("p", { className: "c5-reason", textContent: found.reason }),
  );
}

function table(words, verdicts) {
  const cells = (row, first, tag = "td") =>
    row.map((text, index) => {
      const cell = element(index === 0 ? "th" : tag, { textContent: text });
      if (index === 0 || tag === "th") cell.scope = first;
      return cell;
    });
  return element(
    "div",
    { className: "c5-scroll", tabIndex: 0, role: "region", ariaLabel: words.table },
    element(
      "table",
      {},
      element("caption", { textContent: words.caption }),
      element("thead", {}, element("tr", {}, ...cells(words.headers, "col", "th"))),
      element(
        "tbody",
        {},
        element("tr", { className: "c5-asked" }, ...cells(verdicts.asked, "row")),
        ...verdicts.rows.map((row) => element("tr", {}, ...cells(row, "row"))),
      ),
    ),
  );
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
    const id = `c5-map-${++maps}`;
    el.classList.add("c5-explorer", "c5-map");

    const lockedNote = element("p", { className: "c5-locked", textContent: words.locked });
    const sliders = model.get("sliders").map((each) => slider(model, each, `${id}-${each.axis}`));
    const situations = examples(model, words);
    const need = element(
      "fieldset",
      { className: "c5-need" },
      element("legend", { textContent: words.need }),
      element("p", { className: "c5-help", textContent: words.direction }),
      ...sliders.map(({ row }) => row),
    );
    const advice = element("p", { className: "c5-advice", ariaLive: "polite", ariaAtomic: "true" });
    const networks = element("ol", { className: "c5-networks", ariaLabel: words.answer });
    const limits = element("details", {}, element("summary", { textContent: words.table }));
    const how = element("details", {}, element("summary", { textContent: words.how }), ...paragraphs(words));
    const answer = element(
      "div",
      { className: "c5-answer" },
      element("p", { className: "c5-legend", textContent: words.answer }),
      advice,
      networks,
      limits,
      how,
    );
    const controls = element("div", { className: "c5-controls" }, situations.group, need);
    el.append(lockedNote, element("div", { className: "c5-columns" }, controls, answer));

    const showVerdicts = () => {
      const locked = model.get("locked");
      const verdicts = model.get("verdicts");
      lockedNote.hidden = !locked;
      situations.group.disabled = locked;
      need.disabled = locked;
      answer.hidden = locked || !verdicts.networks;
      if (answer.hidden) return;
      if (advice.textContent !== verdicts.advice) advice.textContent = verdicts.advice;
      networks.replaceChildren(...verdicts.networks.map(network));
      limits.replaceChildren(limits.firstChild, table(words, verdicts));
    };
    const showStops = () => {
      sliders.forEach(({ show }) => show());
      situations.show();
    };
    showVerdicts();
    model.on("change:verdicts", showVerdicts);
    model.on("change:locked", showVerdicts);
    model.on("change:stops", showStops);
    return () => {
      model.off("change:verdicts", showVerdicts);
      model.off("change:locked", showVerdicts);
      model.off("change:stops", showStops);
    };
  },
};
