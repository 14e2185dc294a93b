// A spider chart in SVG: one line a network, told apart by colour, dash and mark.

const CENTRE = { x: 200, y: 138 };
const RADIUS = 100;
const MARKS = {
  wifi: (x, y) => shape("circle", { cx: x, cy: y, r: 5 }),
  lorawan: (x, y) => shape("rect", { x: x - 4.5, y: y - 4.5, width: 9, height: 9 }),
  "lte-m-asleep": (x, y) => shape("path", { d: `M${x} ${y - 6}l6 10.5h-12z` }),
  "public-5g": (x, y) => shape("path", { d: `M${x} ${y + 6}l6 -10.5h-12z` }),
  "private-5g": (x, y) => shape("path", { d: `M${x} ${y - 7}l6 7l-6 7l-6 -7z` }),
};

function at(index, count, radius) {
  const angle = -Math.PI / 2 + (2 * Math.PI * index) / count;
  return [CENTRE.x + radius * Math.cos(angle), CENTRE.y + radius * Math.sin(angle)];
}

function polygon(count, radiusOf) {
  return Array.from({ length: count }, (_, index) =>
    at(index, count, radiusOf(index))
      .map((value) => value.toFixed(1))
      .join(","),
  ).join(" ");
}

function grid(axes, rim) {
  const rings = Array.from({ length: rim }, (_, ring) =>
    shape("polygon", {
      class: "c5x-ring",
      points: polygon(axes.length, () => (RADIUS * (ring + 1)) / rim),
    }),
  );
  const spokes = axes.map((_, index) => {
    const [x, y] = at(index, axes.length, RADIUS);
    return shape("line", { class: "c5x-ring", x1: CENTRE.x, y1: CENTRE.y, x2: x, y2: y });
  });
  const names = axes.map((axis, index) => {
    const [x, y] = at(index, axes.length, RADIUS + 16);
    const side = Math.abs(x - CENTRE.x) < 1 ? "middle" : x > CENTRE.x ? "start" : "end";
    const label = shape("text", { class: "c5x-axis", x, y: y + 6, "text-anchor": side });
    label.textContent = axis.name;
    return label;
  });
  return [...rings, ...spokes, ...names];
}

function line(network, rim) {
  const count = network.levels.length;
  const radius = (index) => (RADIUS * network.levels[index]) / rim;
  const marks = network.levels.map((_, index) =>
    MARKS[network.id](...at(index, count, radius(index))),
  );
  return shape(
    "g",
    { class: `c5x-line c5x-line-${network.id}` },
    shape("polygon", { class: "c5x-area", points: polygon(count, radius) }),
    ...marks,
  );
}

function key(network) {
  const drawn = shape(
    "g",
    { class: `c5x-line c5x-line-${network.id}` },
    shape("line", { class: "c5x-area", x1: 2, y1: 12, x2: 38, y2: 12 }),
    MARKS[network.id](20, 12),
  );
  return shape("svg", { class: "c5x-key", viewBox: "0 0 40 24", "aria-hidden": "true" }, drawn);
}

function table(words, axes, networks) {
  return dataTable({
    label: words.table,
    caption: words.caption,
    headers: [words.network, ...axes.map((axis) => axis.name)],
    rows: [
      ...networks.map((network) => [network.name, ...network.values]),
      [words.scale, ...axes.map((axis) => `${axis.centre} ${words.to} ${axis.rim}`)],
    ],
  });
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const axes = model.get("axes");
    const networks = model.get("networks");
    const rim = model.get("rim");
    const { id, lockedNote } = explorerFrame(el, "spider", words);

    const boxes = networks.map((network) => {
      const box = element("input", {
        type: "checkbox",
        value: network.id,
        checked: model.get("shown").includes(network.id),
      });
      box.addEventListener("change", () => {
        const shown = networks
          .map((each) => each.id)
          .filter((name) =>
            name === network.id ? box.checked : model.get("shown").includes(name),
          );
        model.set("shown", shown);
        model.save_changes();
      });
      return element(
        "label",
        { className: "c5x-choice" },
        box,
        key(network),
        element("span", { textContent: network.name }),
      );
    });
    const choose = element(
      "fieldset",
      { className: "c5x-choose" },
      element("legend", { textContent: words.choose }),
      element("div", { className: "c5x-boxes" }, ...boxes),
    );
    const lines = shape("g");
    const drawing = shape("svg", {
      class: "c5x-chart",
      viewBox: "-14 0 428 280",
      role: "img",
      "aria-labelledby": `${id}-title`,
    });
    const title = shape("title", { id: `${id}-title` });
    title.textContent = words.chart;
    drawing.append(title, ...grid(axes, rim), lines);
    const spoken = element("ul", { className: "c5x-summary", ariaLive: "polite" });
    const figure = element(
      "figure",
      {},
      drawing,
      element(
        "figcaption",
        {},
        element("p", { className: "c5x-help", textContent: words.reading }),
        spoken,
      ),
    );
    const content = element(
      "div",
      {},
      element("div", { className: "c5x-columns" }, choose, figure),
      element(
        "details",
        {},
        element("summary", { textContent: words.table }),
        table(words, axes, networks),
      ),
      element("p", { className: "c5x-help", textContent: words.sources }),
    );
    el.append(lockedNote, content);

    const show = () => {
      const locked = model.get("locked");
      lockedNote.hidden = !locked;
      content.hidden = locked;
      const shown = networks.filter((network) => model.get("shown").includes(network.id));
      lines.replaceChildren(...shown.map((network) => line(network, rim)));
      const summaries = shown.map((network) =>
        element("li", { textContent: `${network.name} – ${network.summary}` }),
      );
      spoken.replaceChildren(
        ...(summaries.length ? summaries : [element("li", { textContent: words.nothing })]),
      );
    };
    show();
    model.on("change:shown", show);
    model.on("change:locked", show);
    return () => {
      model.off("change:shown", show);
      model.off("change:locked", show);
    };
  },
};
