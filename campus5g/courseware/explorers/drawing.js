// What the explorers' scripts draw with; it stands before each of them (see files.py).

const SVG = "http://www.w3.org/2000/svg";

// Each widget has its script to itself, so that a count of its own would not tell them apart.
const unique = () => crypto.getRandomValues(new Uint32Array(1))[0].toString(36);

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function shape(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// What every explorer begins with: its class, an id of its own, and the note that is shown until its
// prediction is made. JupyterLab's shortcuts are not for its controls.
function explorerFrame(el, name, words) {
  el.classList.add("c5x-explorer", `c5x-${name}`);
  el.dataset.lmSuppressShortcuts = "true";
  return {
    id: `c5x-${name}-${unique()}`,
    lockedNote: element("p", { className: "c5x-locked", textContent: words.locked }),
  };
}

// A part of the library of scenes, `height` high, the middle of its foot at x and y. Its tones are
// its own: rules for shapes around it must name classes. `PARTS` are those that files.py was asked for.
function libraryPart(name, x, y, height) {
  const { box, content } = PARTS[name];
  const scale = height / box[3];
  const foot = y - (box[1] + box[3]) * scale;
  const made = shape("g", { class: "c5s", transform: `translate(${x} ${foot}) scale(${scale})` });
  made.innerHTML = content;
  return made;
}

// A table that scrolls within itself. Each row starts with its head; `asked` rows stand out.
function dataTable({ label, caption, headers, rows, asked = [] }) {
  const cells = (row) =>
    row.map((text, index) =>
      index === 0
        ? element("th", { scope: "row", textContent: text })
        : element("td", { textContent: text }),
    );
  return element(
    "div",
    { className: "c5x-scroll", tabIndex: 0, role: "region", ariaLabel: label },
    element(
      "table",
      {},
      element("caption", { textContent: caption }),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...headers.map((text) => element("th", { scope: "col", textContent: text })),
        ),
      ),
      element(
        "tbody",
        {},
        ...asked.map((row) => element("tr", { className: "c5x-asked" }, ...cells(row))),
        ...rows.map((row) => element("tr", {}, ...cells(row))),
      ),
    ),
  );
}

// A slider over a list of labels, which a screen reader says. `moved` gets the new position.
function labelledSlider({ id, name, help, labels, position, moved }) {
  const label = element("label", { htmlFor: id, textContent: name });
  const value = element("output", { className: "c5x-value" });
  value.htmlFor = id;
  const input = element("input", { type: "range", id, min: 0, max: labels.length - 1, step: 1 });
  const row = element(
    "div",
    { className: "c5x-slider" },
    element("div", { className: "c5x-slider-head" }, label, value),
  );
  if (help) {
    const words = element("p", { id: `${id}-help`, className: "c5x-help", textContent: help });
    input.setAttribute("aria-describedby", words.id);
    row.append(words);
  }
  row.append(input);
  const show = (at) => {
    input.value = at;
    value.textContent = labels[at];
    input.setAttribute("aria-valuetext", labels[at]);
  };
  input.addEventListener("input", () => {
    show(Number(input.value));
    moved(Number(input.value));
  });
  show(position);
  return { row, show };
}

// A choice from a list of `{ value, words }`. `chosen` gets the new value.
function labelledSelect({ id, name, options, value, chosen }) {
  const choose = element(
    "select",
    { id },
    ...options.map((each) => element("option", { value: each.value, textContent: each.words })),
  );
  choose.addEventListener("change", () => chosen(choose.value));
  const show = (now) => {
    choose.value = now;
  };
  show(value);
  const label = element("label", { htmlFor: id, className: "c5x-legend", textContent: name });
  return { row: element("div", { className: "c5x-select" }, label, choose), show };
}

// A chart on two axes. An axis is `{ name, from, to, log, ticks: [{ at, words }] }`. A series is
// `{ name, kind, points: [[x, y], …] }` of kind `line`, `steps`, `bars` (`width` in units of x) or
// `dots`; the n-th has colour, dash and mark n (1 to 6; `style` overrides it). A mark is a
// `{ x or y, words }` line across; upright ones have their words one below the other.
// `title` is what a screen reader says: its numbers belong in a table under it.
function chart({ title, x, y, series, marks = [], height = 280 }) {
  const WIDTH = 400;
  // As wide as the longest words beside it.
  const beside = Math.max(...y.ticks.map(({ words }) => words.length));
  const box = {
    left: Math.max(48, 14 + 9 * beside),
    right: WIDTH - 14,
    // Below the name of the axis, which its highest tick may stand under.
    top: 32,
    bottom: height - 46,
  };
  const place = (axis, value, from, to) => {
    const scale = axis.log ? Math.log : (number) => number;
    const share = (scale(value) - scale(axis.from)) / (scale(axis.to) - scale(axis.from));
    return from + Math.min(1, Math.max(0, share)) * (to - from);
  };
  const atX = (value) => place(x, value, box.left, box.right);
  const atY = (value) => place(y, value, box.bottom, box.top);
  const text = (words, attributes) => {
    const made = shape("text", { class: "c5x-tick", ...attributes });
    made.textContent = words;
    return made;
  };
  const grid = [
    ...y.ticks.flatMap(({ at, words }) => [
      shape("line", { class: "c5x-ring", x1: box.left, x2: box.right, y1: atY(at), y2: atY(at) }),
      text(words, { x: box.left - 6, y: atY(at) + 5, "text-anchor": "end" }),
    ]),
    ...x.ticks.flatMap(({ at, words }) => [
      shape("line", {
        class: "c5x-ring",
        x1: atX(at),
        x2: atX(at),
        y1: box.bottom,
        y2: box.bottom + 5,
      }),
      text(words, { x: atX(at), y: box.bottom + 20, "text-anchor": "middle" }),
    ]),
    text(x.name, { x: box.right, y: height - 6, "text-anchor": "end" }),
    text(y.name, { x: 2, y: 14, "text-anchor": "start" }),
  ];
  const joined = (points) =>
    points
      .map(([px, py], index) => `${index ? "L" : "M"}${px.toFixed(1)} ${py.toFixed(1)}`)
      .join("");
  const drawn = series.map((one, index) => {
    const style = one.style ?? index + 1;
    const points = one.points.map(([px, py]) => [atX(px), atY(py)]);
    const group = shape("g", { class: `c5x-series c5x-series-${style}` });
    if (one.kind === "bars") {
      for (const [px, py] of one.points) {
        const left = atX(px - one.width / 2);
        const right = atX(px + one.width / 2);
        group.append(
          shape("rect", {
            class: "c5x-column",
            x: left,
            y: atY(py),
            width: Math.max(1, right - left - 1),
            height: box.bottom - atY(py),
          }),
        );
      }
    } else if (one.kind === "dots") {
      for (const [px, py] of points) group.append(seriesMark(style, px, py));
    } else {
      const steps =
        one.kind === "steps"
          ? points.flatMap(([px, py], at) =>
              at
                ? [
                    [px, points[at - 1][1]],
                    [px, py],
                  ]
                : [[px, py]],
            )
          : points;
      group.append(shape("path", { class: "c5x-curve", d: joined(steps) }));
    }
    return group;
  });
  // There first: what is drawn of delays falls to the right.
  const fitsRight = (markX, words) => atX(markX) + 5 + 9 * words.length < WIDTH;
  const across = marks.flatMap(({ x: markX, y: markY, words }, row) =>
    markX === undefined
      ? [
          shape("line", {
            class: "c5x-limit",
            x1: box.left,
            x2: box.right,
            y1: atY(markY),
            y2: atY(markY),
          }),
          text(words, {
            class: "c5x-tick c5x-limit-words",
            x: box.right,
            y: atY(markY) - 5,
            "text-anchor": "end",
          }),
        ]
      : [
          shape("line", {
            class: "c5x-limit",
            x1: atX(markX),
            x2: atX(markX),
            y1: box.top,
            y2: box.bottom,
          }),
          text(words, {
            class: "c5x-tick c5x-limit-words",
            x: atX(markX) + (fitsRight(markX, words) ? 5 : -5),
            y: box.top + 12 + 17 * row,
            "text-anchor": fitsRight(markX, words) ? "start" : "end",
          }),
        ],
  );
  const id = `c5x-chart-${unique()}`;
  const drawing = shape("svg", {
    class: "c5x-chart",
    viewBox: `0 0 ${WIDTH} ${height}`,
    role: "img",
    "aria-labelledby": id,
  });
  const spoken = shape("title", { id });
  spoken.textContent = title;
  drawing.append(spoken, ...grid, ...drawn, ...across);
  return drawing;
}

// The mark of a series: its shape tells it apart without its colour.
function seriesMark(style, x, y) {
  return [
    () => shape("circle", { cx: x, cy: y, r: 4.5 }),
    () => shape("rect", { x: x - 4.5, y: y - 4.5, width: 9, height: 9 }),
    () => shape("path", { d: `M${x} ${y - 6}l6 10.5h-12z` }),
    () => shape("path", { d: `M${x} ${y + 6}l6 -10.5h-12z` }),
    () => shape("path", { d: `M${x} ${y - 7}l6 7l-6 7l-6 -7z` }),
    () => shape("path", { d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`, class: "c5x-cross" }),
  ][(style - 1) % 6]();
}

// The key of a chart's series, each with its line or mark, for beside or under the chart.
function chartKey(series) {
  return element(
    "ul",
    { className: "c5x-keys" },
    ...series.map((one, index) => {
      const style = one.style ?? index + 1;
      const sample =
        one.kind === "dots"
          ? seriesMark(style, 20, 12)
          : one.kind === "bars"
            ? shape("rect", { class: "c5x-column", x: 8, y: 4, width: 24, height: 16 })
            : shape("line", { class: "c5x-curve", x1: 2, y1: 12, x2: 38, y2: 12 });
      const drawn = shape("g", { class: `c5x-series c5x-series-${style}` }, sample);
      const key = shape(
        "svg",
        { class: "c5x-key", viewBox: "0 0 40 24", "aria-hidden": "true" },
        drawn,
      );
      return element("li", {}, key, element("span", { textContent: one.name }));
    }),
  );
}

// Rows of bars, each in two parts told apart by fill and pattern, with its sum in words. A row is
// `{ name, first, second, words }`; `most` is what fills the width; `key` names the two parts.
function splitBars({ rows, most, key }) {
  const part = (kind, value) =>
    value > 0 &&
    element("span", {
      className: `c5x-split-${kind}`,
      style: `width: ${((100 * value) / most).toFixed(2)}%`,
    });
  return element(
    "div",
    { className: "c5x-splits" },
    element(
      "p",
      { className: "c5x-split-key" },
      ...["first", "second"].map((kind, at) =>
        element(
          "span",
          {},
          element("span", { className: `c5x-split-sample c5x-split-${kind}` }),
          key[at],
        ),
      ),
    ),
    element(
      "ul",
      {},
      ...rows.map((row) => {
        const bar = element(
          "span",
          { className: "c5x-split-bar" },
          ...[part("first", row.first), part("second", row.second)].filter(Boolean),
        );
        bar.setAttribute("aria-hidden", "true");
        return element(
          "li",
          {},
          element("span", { textContent: row.name }),
          element("span", { className: "c5x-value", textContent: row.words }),
          bar,
        );
      }),
    ),
  );
}
