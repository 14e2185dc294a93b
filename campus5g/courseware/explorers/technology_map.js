// Sliders for a need on one side, the networks and their verdicts on the other.

const SIGNS = { suits: "✓", tight: "≈", fails: "✕" };

// Each widget has this script to itself, so that a count of its own would not tell them apart.
const unique = () => crypto.getRandomValues(new Uint32Array(1))[0].toString(36);

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function slider(model, description, id) {
  const label = element("label", { htmlFor: id, textContent: description.name });
  const value = element("output", { className: "c5x-value" });
  value.htmlFor = id;
  const help = element("p", { id: `${id}-help`, className: "c5x-help", textContent: description.help });
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
  const row = element("div", { className: "c5x-slider" }, element("div", { className: "c5x-slider-head" }, label, value), help, input);
  return { row, show };
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
    const same = all.find((each) => Object.entries(each.stops).every(([axis, stop]) => stops[axis] === stop));
    choose.value = same ? same.id : "";
    about.textContent = same ? same.about : "";
  };
  show();
  const label = element("label", { htmlFor: id, className: "c5x-legend", textContent: words.examples });
  return { row: element("div", { className: "c5x-situation" }, label, choose, about), show };
}

function network(found) {
  const bar = element("div", { className: "c5x-bar", ariaHidden: "true" }, element("span", {}));
  bar.firstChild.style.width = `${Math.max(found.score, 1)}%`;
  return element(
    "li",
    { className: `c5x-network c5x-${found.verdict}` },
    element(
      "div",
      { className: "c5x-network-head" },
      element("strong", { textContent: found.name }),
      element(
        "span",
        { className: "c5x-verdict" },
        element("span", { ariaHidden: "true", textContent: `${SIGNS[found.verdict]} ` }),
        found.verdictName,
      ),
    ),
    bar,
    element("p", { className: "c5x-reason", textContent: found.reason }),
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
    { className: "c5x-scroll", tabIndex: 0, role: "region", ariaLabel: words.table },
    element(
      "table",
      {},
      element("caption", { textContent: words.caption }),
      element("thead", {}, element("tr", {}, ...cells(words.headers, "col", "th"))),
      element(
        "tbody",
        {},
        element("tr", { className: "c5x-asked" }, ...cells(verdicts.asked, "row")),
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
    const id = `c5x-map-${unique()}`;
    el.classList.add("c5x-explorer", "c5x-map");
    el.dataset.lmSuppressShortcuts = "true";

    const lockedNote = element("p", { className: "c5x-locked", textContent: words.locked });
    const advice = element("p", { className: "c5x-advice", ariaLive: "polite", ariaAtomic: "true" });
    const sliders = model.get("sliders").map((each) => slider(model, each, `${id}-${each.axis}`));
    const situation = situations(model, words, `${id}-situation`);
    const need = element(
      "fieldset",
      { className: "c5x-need" },
      element("legend", { textContent: words.need }),
      element("p", { className: "c5x-help", textContent: words.direction }),
      ...sliders.map(({ row }) => row),
    );
    const networks = element("ol", { className: "c5x-networks", ariaLabel: words.answer });
    const limits = element("details", {}, element("summary", { textContent: words.table }));
    const how = element("details", {}, element("summary", { textContent: words.how }), ...paragraphs(words));
    const answer = element(
      "div",
      {},
      element("p", { className: "c5x-legend", textContent: words.answer }),
      networks,
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
      networks.replaceChildren(...verdicts.networks.map(network));
      limits.replaceChildren(limits.firstChild, table(words, verdicts));
    };
    const showStops = () => {
      sliders.forEach(({ show }) => show());
      situation.show();
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
