// A plan of the terminal: the level on each square, stacks and ship of the hour, and the masts.

const SCALE = 2; // units of the drawing a metre
const MARGIN = 16;
const FILLS = { A: "good", B: "usable", C: "none" };
const STEP_S = 1.2; // an hour of the day, on the film
const LETTER_EVERY = { columns: 8, lines: 6 };

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

function box([x, y, length, width], className) {
  return shape("rect", {
    class: className,
    x: x * SCALE,
    y: y * SCALE,
    width: length * SCALE,
    height: width * SCALE,
  });
}

// Patterns beside the colours: stripes for B, a lattice for C.
function patterns(id) {
  const marks = {
    good: [],
    usable: ["M-3 3l6 -6M-3 15L15 -3M9 15l6 -6"],
    none: ["M0 0L12 12M0 12L12 0"],
  };
  return shape(
    "defs",
    {},
    ...Object.entries(marks).map(([name, paths]) =>
      shape(
        "pattern",
        { id: `${id}-${name}`, width: 12, height: 12, patternUnits: "userSpaceOnUse" },
        shape("rect", { class: `c5x-yard-${name}`, width: 12, height: 12 }),
        ...paths.map((d) => shape("path", { class: `c5x-yard-${name}-mark`, d })),
      ),
    ),
  );
}

// Neighbouring squares of a class are one rectangle.
function floor(lines, cell, id) {
  return lines.flatMap((line, row) =>
    [...line.matchAll(/A+|B+|C+/g)].map((run) =>
      shape("rect", {
        fill: `url(#${id}-${FILLS[run[0][0]]})`,
        x: run.index * cell,
        y: row * cell,
        width: run[0].length * cell,
        height: cell,
      }),
    ),
  );
}

function letters(lines, cell) {
  const drawn = [];
  for (let row = 3; row < lines.length; row += LETTER_EVERY.lines)
    for (let column = 3; column < lines[row].length; column += LETTER_EVERY.columns)
      if (lines[row][column] !== ".")
        drawn.push(
          writing(lines[row][column], (column + 0.5) * cell, (row + 0.5) * cell, "c5x-yard-letter"),
        );
  return drawn;
}

function mast({ x, y }, number, on) {
  return shape(
    "g",
    { class: on ? "c5x-yard-mast c5x-yard-mast-on" : "c5x-yard-mast" },
    shape("circle", { cx: x * SCALE, cy: y * SCALE, r: 17 }),
    writing(number, x * SCALE, y * SCALE, "c5x-yard-mast-number"),
  );
}

function drawPlan({ terminal, found, settings, words, id }) {
  const cell = terminal.cell * SCALE;
  const spoken = shape("title", { id: `${id}-title` });
  spoken.textContent = found.title ?? found.advice;
  const [x, y, length, width] = terminal.ship;
  const ship = found.ship
    ? [
        box(terminal.ship, "c5x-yard-ship"),
        writing(words.ship, (x + length / 2) * SCALE, (y + width / 2) * SCALE, "c5x-yard-mark"),
      ]
    : [];
  return [
    spoken,
    patterns(id),
    box([0, 0, terminal.length, terminal.edge], "c5x-yard-water"),
    ...floor(found.lines, cell, id),
    ...letters(found.lines, cell),
    box([0, terminal.edge - 1, terminal.length, 2], "c5x-yard-edge"),
    ...ship,
    ...terminal.legs.map((one) => box(one, "c5x-yard-edge")),
    ...terminal.blocks.flatMap((one, index) => [
      box(one, found.tiers[index] ? "c5x-yard-block" : "c5x-yard-block c5x-yard-empty"),
      writing(
        found.tiers[index],
        (one[0] + one[2] / 2) * SCALE,
        (one[1] + one[3] / 2) * SCALE,
        found.tiers[index] ? "c5x-yard-mark" : "c5x-yard-letter",
      ),
    ]),
    ...terminal.sites.map((site, index) => mast(site, index + 1, settings.sites.includes(site.id))),
  ];
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const terminal = model.get("terminal");
    const choices = model.get("choices");
    const { id, lockedNote } = explorerFrame(el, "yard", words);

    const change = (changed) => {
      model.set("settings", { ...model.get("settings"), ...changed });
      model.save_changes();
    };
    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const plan = shape("svg", {
      class: "c5x-yard-plan",
      viewBox: `${-MARGIN} ${-MARGIN - 8} ${terminal.length * SCALE + 2 * MARGIN} ${terminal.depth * SCALE + 2 * MARGIN + 8}`,
      role: "img",
      "aria-labelledby": `${id}-title`,
    });
    const masts = terminal.sites.map((site, index) => {
      const button = element("button", {
        type: "button",
        textContent: `${index + 1} ${site.words}`,
      });
      button.addEventListener("click", () => {
        const { sites } = model.get("settings");
        change({
          sites: sites.includes(site.id)
            ? sites.filter((each) => each !== site.id)
            : [...sites, site.id],
        });
      });
      return { id: site.id, button };
    });
    const now = () => model.get("settings").hour;
    let shownHour = null;
    const film = player({
      words: words.player,
      id,
      pace: () => 1 / STEP_S,
      end: () => choices.hour.length - 1,
      stops: () => choices.hour.map((_, at) => at),
      show: (at) => {
        shownHour = Math.floor(at);
        if (shownHour !== now()) change({ hour: shownHour });
      },
      tell: () => "",
      jumps: true,
      timeline: { name: words.hour, labels: () => choices.hour },
    });
    const height = labelledSlider({
      id: `${id}-height`,
      name: words.height,
      labels: choices.height,
      position: model.get("settings").height,
      moved: (position) => change({ height: position }),
    });
    const selects = ["device", "band"].map((name) => ({
      name,
      ...labelledSelect({
        id: `${id}-${name}`,
        name: words[name],
        options: choices[name],
        value: model.get("settings")[name],
        chosen: (value) => change({ [name]: value }),
      }),
    }));
    const keys = words.keys.map(([letter, meaning]) => {
      const sample = shape(
        "svg",
        { class: "c5x-key", viewBox: "0 0 40 24", "aria-hidden": "true" },
        shape("rect", { fill: `url(#${id}-${FILLS[letter]})`, width: 40, height: 24 }),
      );
      return element(
        "li",
        {},
        sample,
        element("span", {}, element("strong", { textContent: `${letter} ` }), meaning),
      );
    });
    const zones = element("div", {});
    const day = element("details", {}, element("summary", { textContent: words.day }));
    const content = element(
      "div",
      {},
      advice,
      element(
        "div",
        { className: "c5x-columns" },
        element(
          "figure",
          { className: "c5x-figure" },
          plan,
          film.row,
          element("ul", { className: "c5x-keys" }, ...keys),
          element("figcaption", { className: "c5x-help", textContent: words.reading }),
        ),
        element(
          "div",
          {},
          element(
            "fieldset",
            {},
            element("legend", { textContent: words.masts }),
            element("div", { className: "c5x-yard-buttons" }, ...masts.map(({ button }) => button)),
          ),
          element(
            "fieldset",
            {},
            element("legend", { textContent: words.settings }),
            height.row,
            ...selects.map(({ row }) => row),
          ),
          zones,
        ),
      ),
      day,
      element(
        "details",
        {},
        element("summary", { textContent: words.how }),
        ...words.method.map((each) => element("p", { textContent: each })),
      ),
      element("p", { className: "c5x-help", textContent: words.sources }),
    );
    el.append(lockedNote, content);

    const show = () => {
      const found = model.get("found");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !found.advice;
      if (content.hidden) {
        film.halt();
        return;
      }
      const settings = model.get("settings");
      if (advice.textContent !== found.advice) advice.textContent = found.advice;
      for (const { id: site, button } of masts)
        button.setAttribute("aria-pressed", settings.sites.includes(site));
      if (settings.hour !== shownHour) film.follow(settings.hour);
      film.draw();
      height.show(settings.height);
      for (const select of selects) select.show(settings[select.name]);
      plan.replaceChildren(...drawPlan({ terminal, found, settings, words, id }));
      zones.hidden = day.hidden = !found.rows.length;
      if (!found.rows.length) return;
      zones.replaceChildren(
        dataTable({
          label: words.zones,
          caption: words.zones,
          headers: words.headers,
          rows: found.rows,
        }),
      );
      day.replaceChildren(
        day.firstChild,
        dataTable({
          label: words.day,
          caption: words["day-caption"],
          headers: words.hoursHeaders,
          rows: found.hours,
        }),
      );
    };
    show();
    const watched = ["change:found", "change:locked", "change:settings"];
    for (const event of watched) model.on(event, show);
    return () => {
      film.close();
      for (const event of watched) model.off(event, show);
    };
  },
};
