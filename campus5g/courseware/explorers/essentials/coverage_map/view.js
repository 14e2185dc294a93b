// A plan of the hall: what each square gets, the machines, the antennas; and the settings under it.

const SCALE = 3; // units of the drawing a metre
const FILLS = { A: "good", B: "usable", C: "none" };
const LETTER_EVERY = { columns: 6, lines: 3 };
const AROUND = { x: 5, y: 5 }; // metres between a letter and what stands on the floor or above it
const MARGIN = 20; // around the hall, for antennas at its walls

function box(one, className) {
  return shape("rect", {
    class: className,
    x: one.x * SCALE,
    y: one.y * SCALE,
    width: one.length * SCALE,
    height: one.width * SCALE,
  });
}

function writing(text, x, y, className) {
  const made = shape("text", {
    class: className,
    x,
    y,
    "text-anchor": "middle",
    "dominant-baseline": "central",
  });
  made.textContent = text;
  return made;
}

function middle(one, className) {
  return writing(
    one.mark,
    (one.x + one.length / 2) * SCALE,
    (one.y + one.width / 2) * SCALE,
    className,
  );
}

// Patterns beside the colours: stripes for B, a lattice for C.
function patterns(id) {
  const pattern = (name, ...marks) =>
    shape(
      "pattern",
      { id: `${id}-${name}`, width: 12, height: 12, patternUnits: "userSpaceOnUse" },
      shape("rect", { class: `c5x-hall-${name}`, width: 12, height: 12 }),
      ...marks.map((d) => shape("path", { class: `c5x-hall-${name}-mark`, d })),
    );
  return shape(
    "defs",
    {},
    pattern("good"),
    pattern("usable", "M-3 3l6 -6M-3 15L15 -3M9 15l6 -6"),
    pattern("none", "M0 0L12 12M0 12L12 0"),
  );
}

// Neighbouring squares of a class are one rectangle.
function floor(lines, cell, id) {
  const drawn = [];
  lines.forEach((line, row) => {
    for (const run of line.matchAll(/A+|B+|C+/g)) {
      drawn.push(
        shape("rect", {
          fill: `url(#${id}-${FILLS[run[0][0]]})`,
          x: run.index * cell,
          y: row * cell,
          width: run[0].length * cell,
          height: cell,
        }),
      );
    }
  });
  return drawn;
}

function letters(lines, metres, boxes) {
  const drawn = [];
  for (let row = 1; row < lines.length; row += LETTER_EVERY.lines) {
    for (let column = 2; column < lines[row].length; column += LETTER_EVERY.columns) {
      const [x, y] = [(column + 0.5) * metres, (row + 0.5) * metres];
      const taken = boxes.some(
        (one) =>
          x > one.x - AROUND.x &&
          x < one.x + one.length + AROUND.x &&
          y > one.y - AROUND.y &&
          y < one.y + one.width + AROUND.y,
      );
      const every =
        (row - 1) % (2 * LETTER_EVERY.lines) ? "c5x-hall-letter c5x-hall-wide" : "c5x-hall-letter";
      if (!taken) drawn.push(writing(lines[row][column], x * SCALE, y * SCALE, every));
    }
  }
  return drawn;
}

function antenna([x, y], index, chosen, step) {
  const group = shape("g", { class: `c5x-antenna${chosen ? " c5x-antenna-chosen" : ""}` });
  group.append(
    shape("circle", { cx: x * step * SCALE, cy: y * step * SCALE, r: 17 }),
    writing(index + 1, x * step * SCALE, y * step * SCALE, "c5x-antenna-number"),
  );
  return group;
}

function drawPlan({ hall, found, settings, chosen, id }) {
  const cell = hall.cell * SCALE;
  const spoken = shape("title", { id: `${id}-title` });
  spoken.textContent = found.title;
  const runways = hall.runways.map((y) =>
    shape("line", {
      class: "c5x-runway",
      x1: 0,
      x2: hall.length * SCALE,
      y1: y * SCALE,
      y2: y * SCALE,
    }),
  );
  const coils = settings.yard === "full" ? hall.coils : [];
  const metal = [...hall.machines, ...coils];
  return [
    spoken,
    patterns(id),
    ...floor(found.lines, cell, id),
    ...letters(found.lines, hall.cell, [
      ...metal,
      hall.office,
      ...settings.places.map(([x, y]) => ({
        x: x * hall.step,
        y: y * hall.step,
        length: 0,
        width: 0,
      })),
    ]),
    ...metal.map((one) => box(one, "c5x-metal")),
    box(hall.office, "c5x-office"),
    ...runways,
    ...hall.machines.map((one) => middle(one, "c5x-metal-mark")),
    ...coils
      .slice(coils.length / 2, coils.length / 2 + 1)
      .map((one) => middle(one, "c5x-metal-mark")),
    middle(hall.office, "c5x-hall-letter"),
    box({ x: 0, y: 0, length: hall.length, width: hall.width }, "c5x-wall"),
    ...settings.places.map((place, index) => antenna(place, index, index === chosen, hall.step)),
  ];
}

function key({ letter, words }, id) {
  const sample = shape(
    "svg",
    { class: "c5x-key", viewBox: "0 0 40 24", "aria-hidden": "true" },
    shape("rect", { fill: `url(#${id}-${FILLS[letter]})`, width: 40, height: 24 }),
  );
  return element(
    "li",
    {},
    sample,
    element("span", {}, element("strong", { textContent: `${letter} ` }), words),
  );
}

function sameSettings(one, other) {
  return Object.keys(one).every(
    (name) => JSON.stringify(one[name]) === JSON.stringify(other[name]),
  );
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const hall = model.get("hall");
    const choices = model.get("choices");
    let chosen = 0;
    const { id, lockedNote } = explorerFrame(el, "hall", words);

    const change = (changed) => {
      model.set("settings", { ...model.get("settings"), ...changed });
      model.save_changes();
    };
    const places = () => model.get("settings").places;
    const move = (x, y) =>
      change({ places: places().map((place, index) => (index === chosen ? [x, y] : place)) });

    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const limits = element("p", { className: "c5x-help" });
    const note = element("p", { className: "c5x-warning", role: "status" });
    const plan = shape("svg", {
      class: "c5x-plan",
      viewBox: `${-MARGIN} ${-MARGIN} ${hall.length * SCALE + 2 * MARGIN} ${hall.width * SCALE + 2 * MARGIN}`,
      role: "img",
      "aria-labelledby": `${id}-title`,
    });
    plan.addEventListener("click", (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(
        plan.getScreenCTM().inverse(),
      );
      const step = hall.step * SCALE;
      const within = (value, most) => Math.min(most, Math.max(0, Math.round(value / step)));
      move(within(point.x, hall.length / hall.step), within(point.y, hall.width / hall.step));
    });

    const which = element("div", {
      className: "c5x-antennas",
      role: "group",
      ariaLabel: words.antennas,
    });
    const add = element("button", { type: "button", textContent: words.add });
    const remove = element("button", { type: "button", textContent: words.remove });
    add.addEventListener("click", () => {
      chosen = places().length;
      change({
        places: [
          ...places(),
          [Math.round(hall.length / hall.step / 2), Math.round(hall.width / hall.step / 2)],
        ],
      });
    });
    remove.addEventListener("click", () => {
      const left = places().filter((_, index) => index !== chosen);
      chosen = Math.min(chosen, left.length - 1);
      change({ places: left });
    });
    const along = labelledSlider({
      id: `${id}-along`,
      name: words.along,
      labels: choices.along,
      position: places()[chosen][0],
      moved: (x) => move(x, places()[chosen][1]),
    });
    const across = labelledSlider({
      id: `${id}-across`,
      name: words.across,
      labels: choices.across,
      position: places()[chosen][1],
      moved: (y) => move(places()[chosen][0], y),
    });
    const plans = labelledSelect({
      id: `${id}-plan`,
      name: words.plan,
      options: [{ value: "", words: words.own }, ...choices.plan],
      value: "",
      chosen: (value) => {
        const known = choices.plan.find((each) => each.value === value);
        if (known) change(known.settings);
      },
    });
    const selects = ["height", "band", "power", "yard"].map((name) => ({
      name,
      ...labelledSelect({
        id: `${id}-${name}`,
        name: words[name],
        options: choices[name],
        value: model.get("settings")[name],
        chosen: (value) => change({ [name]: value }),
      }),
    }));
    const zones = element("details", {}, element("summary", { textContent: words.table }));
    const how = element(
      "details",
      {},
      element("summary", { textContent: words.how }),
      ...words.method.map((text) => element("p", { textContent: text })),
      element("ul", {}, ...words.sources.map((text) => element("li", { textContent: text }))),
    );
    const content = element(
      "div",
      {},
      advice,
      limits,
      plans.row,
      element("p", { className: "c5x-help", textContent: words.tap }),
      element(
        "figure",
        {},
        plan,
        element("ul", { className: "c5x-keys" }, ...words.keys.map((each) => key(each, id))),
      ),
      note,
      element(
        "div",
        { className: "c5x-columns" },
        element(
          "fieldset",
          {},
          element("legend", { textContent: words.antennas }),
          which,
          along.row,
          across.row,
          element("div", { className: "c5x-antennas" }, add, remove),
        ),
        element(
          "fieldset",
          {},
          element("legend", { textContent: words.settings }),
          ...selects.map(({ row }) => row),
        ),
      ),
      element("p", { className: "c5x-help", textContent: words.machines }),
      zones,
      how,
    );
    el.append(lockedNote, content);

    // The buttons stay the same ones as long as they can, so that the focus stays on them.
    const showAntennas = () => {
      const count = places().length;
      chosen = Math.min(chosen, count - 1);
      while (which.children.length > count) which.lastChild.remove();
      while (which.children.length < count) {
        const index = which.children.length;
        const button = element("button", {
          type: "button",
          textContent: `${words.antenna} ${index + 1}`,
        });
        button.addEventListener("click", () => {
          chosen = index;
          show();
        });
        which.append(button);
      }
      [...which.children].forEach((button, index) =>
        button.setAttribute("aria-pressed", index === chosen),
      );
      add.disabled = count === hall.most;
      remove.disabled = count === 1;
      along.show(places()[chosen][0]);
      across.show(places()[chosen][1]);
    };
    const show = () => {
      const found = model.get("found");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !found.lines;
      if (content.hidden) return;
      const settings = model.get("settings");
      showAntennas();
      const same = choices.plan.find((each) => sameSettings(each.settings, settings));
      plans.show(same ? same.value : "");
      for (const select of selects) select.show(settings[select.name]);
      if (advice.textContent !== found.advice) advice.textContent = found.advice;
      limits.textContent = found.limits;
      if (note.textContent !== found.note) note.textContent = found.note;
      plan.replaceChildren(...drawPlan({ hall, found, settings, chosen, id }));
      const { table: label, caption, headers } = words;
      zones.replaceChildren(
        zones.firstChild,
        dataTable({ label, caption, headers, rows: found.rows }),
      );
    };
    show();
    const watched = ["change:found", "change:locked", "change:settings"];
    for (const event of watched) model.on(event, show);
    return () => {
      for (const event of watched) model.off(event, show);
    };
  },
};
