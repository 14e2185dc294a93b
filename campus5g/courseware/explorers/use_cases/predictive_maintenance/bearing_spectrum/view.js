// A bearing that turns in slow motion and wears week by week, beside what its vibration shows.

const TURN_S = 6;
const WEEK_S = 2;
const SIZE = 200;
const PITCH = 66;

// The drawing: races, balls, a mark on the shaft, the defect. `turn(turns)` moves it on.
function bearingDrawing() {
  const id = `c5x-bearing-${unique()}`;
  const spoken = shape("title", { id });
  const drawing = shape("svg", {
    class: "c5x-bearing",
    viewBox: `0 0 ${SIZE} ${SIZE}`,
    role: "img",
    "aria-labelledby": id,
  });
  let turns = 0;
  let now = null;

  const at = (radius, angle) => [
    SIZE / 2 + radius * Math.sin(angle),
    SIZE / 2 - radius * Math.cos(angle),
  ];
  const dot = (className, radius, [cx, cy]) =>
    shape("circle", { class: className, r: radius, cx, cy });
  const centred = (className, radius) => dot(className, radius, [SIZE / 2, SIZE / 2]);

  // Where the defect is, and how far the nearest contact is from it, as a part of a ball's step.
  function defect(ballRadius) {
    const { balls, cage, spin, part } = now;
    const step = 1 / balls;
    const off = (turned) => Math.abs(turned / step - Math.round(turned / step));
    if (part === "outer-race")
      return { place: at(PITCH + ballRadius, Math.PI), away: off(turns * cage - 0.5) };
    if (part === "inner-race")
      return {
        place: at(PITCH - ballRadius, 2 * Math.PI * turns),
        away: off(turns * (1 - cage)),
      };
    const [x, y] = at(PITCH, 2 * Math.PI * turns * cage);
    const spun = 2 * Math.PI * (turns * spin + turns * cage);
    const struck = 2 * turns * spin;
    return {
      place: [x + 0.8 * ballRadius * Math.sin(spun), y - 0.8 * ballRadius * Math.cos(spun)],
      away: Math.abs(struck - Math.round(struck)),
    };
  }

  function draw() {
    if (!now) return;
    const ballRadius = PITCH * now.ball;
    const balls = Array.from({ length: now.balls }, (_, index) =>
      dot(
        "c5x-ball",
        ballRadius - 1,
        at(PITCH, 2 * Math.PI * (turns * now.cage + index / now.balls)),
      ),
    );
    const [x, y] = at(PITCH - ballRadius - 8, 2 * Math.PI * turns);
    const parts = [
      centred("c5x-race", PITCH + ballRadius + 3),
      centred("c5x-race", PITCH - ballRadius - 3),
      ...balls,
      shape("line", { class: "c5x-turn", x1: SIZE / 2, y1: SIZE / 2, x2: x, y2: y }),
    ];
    if (now.part) {
      const { place, away } = defect(ballRadius);
      if (away < 0.12) parts.push(dot("c5x-blow", 12, place));
      parts.push(dot("c5x-defect", 5, place));
    }
    drawing.replaceChildren(spoken, ...parts);
  }

  return {
    drawing,
    show(bearing) {
      now = bearing;
      spoken.textContent = bearing.words;
      draw();
    },
    turn(by) {
      turns += by;
      draw();
    },
  };
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "bearing-spectrum", words);
    const still = matchMedia("(prefers-reduced-motion: reduce)");

    const move = (name, position) => {
      model.set("stops", { ...model.get("stops"), [name]: position });
      model.save_changes();
    };
    const described = Object.fromEntries(model.get("controls").map((each) => [each.id, each]));
    const controls = Object.values(described).map((each) => {
      const position = model.get("stops")[each.id];
      const made =
        each.kind === "slider"
          ? labelledSlider({
              ...each,
              id: `${id}-${each.id}`,
              position,
              moved: (to) => {
                move(each.id, to);
              },
            })
          : labelledSelect({
              ...each,
              id: `${id}-${each.id}`,
              options: each.labels.map((label, value) => ({ value, words: label })),
              value: position,
              chosen: (value) => move(each.id, Number(value)),
            });
      return { row: made.row, show: () => made.show(model.get("stops")[each.id]) };
    });

    const last = described.week.labels.length - 1;
    const week = () => model.get("stops").week;
    let turned = week();
    const film = player({
      words: { ...words.player, still: words.still },
      id,
      pace: () => 1 / WEEK_S,
      end: () => last,
      stops: () => described.week.labels.map((_, at) => at),
      show: (at) => {
        if (!still.matches) bearing.turn(((at - turned) * WEEK_S) / TURN_S);
        turned = at;
        if (Math.floor(at) !== week()) move("week", Math.floor(at));
      },
      tell: () => "",
    });

    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const bearing = bearingDrawing();
    const caption = element("figcaption", { className: "c5x-help" });
    const figures = element("div", { className: "c5x-spectra" });
    const settings = element(
      "div",
      {},
      element(
        "fieldset",
        {},
        element("legend", { textContent: words.settings }),
        ...controls.map(({ row }) => row),
        film.row,
      ),
      element(
        "figure",
        { className: "c5x-figure" },
        element("p", { className: "c5x-legend", textContent: words.drawn }),
        bearing.drawing,
        caption,
      ),
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
      element("div", { className: "c5x-columns" }, settings, figures),
      tables,
      how,
      element("p", { className: "c5x-help", textContent: words.sources }),
    );
    el.append(lockedNote, content);

    const figure = (shown) =>
      element(
        "figure",
        { className: "c5x-figure" },
        element("p", { className: "c5x-legend", textContent: shown.heading }),
        chart({ ...shown, height: 220 }),
        element("figcaption", { className: "c5x-help", textContent: shown.reading }),
      );
    const show = () => {
      const shown = model.get("shown");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !shown.advice;
      if (content.hidden) return;
      if (advice.textContent !== shown.advice) advice.textContent = shown.advice;
      bearing.show(shown.bearing);
      caption.textContent = `${shown.bearing.words} ${words.bearing}`;
      figures.replaceChildren(...shown.figures.map(figure));
      tables.replaceChildren(
        tables.firstChild,
        ...shown.tables.map((table) => dataTable({ label: table.caption, ...table })),
      );
    };
    const follow = () => {
      controls.forEach((each) => each.show());
      if (Math.floor(turned) === week()) return;
      // The slider was moved: from there on.
      turned = week();
      film.follow(turned);
      film.stop();
    };
    show();
    film.follow(turned);
    film.draw();
    model.on("change:shown", show);
    model.on("change:locked", show);
    model.on("change:stops", follow);
    return () => {
      film.close();
      model.off("change:shown", show);
      model.off("change:locked", show);
      model.off("change:stops", follow);
    };
  },
};
