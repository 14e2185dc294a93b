// A line for each area, a column for each week; the weeks up to now are drawn, the rest is to come.

const PLAN = { width: 400, left: 28, top: 24, row: 24 };

// Each state has a shape of its own, so that it is told apart without its colour.
function mark(state, x, y, size) {
  const half = size / 2;
  const className = `c5x-calendar-${state}`;
  switch (state) {
    case "works":
      return shape("path", {
        class: className,
        d: `M${x - half} ${y + half}h${size}L${x} ${y - half}z`,
      });
    case "watched":
      return shape("circle", { class: className, cx: x, cy: y, r: half - 1 });
    case "new":
      return shape("circle", { class: className, cx: x, cy: y, r: half });
    case "back":
      return shape("path", {
        class: className,
        d: `M${x + half} ${y - half}L${x - half} ${y}L${x + half} ${y + half}`,
      });
    case "stopped":
      return shape("path", {
        class: className,
        d: `M${x - half} ${y - half}l${size} ${size}m${-size} 0l${size} ${-size}`,
      });
    default:
      return shape("circle", { class: className, cx: x, cy: y, r: 1.5 });
  }
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "calendar", words);

    const column = (PLAN.width - PLAN.left - 6) / words.count;
    const height = PLAN.top + words.areas * PLAN.row + 24;
    const selects = Object.fromEntries(
      words.controls.map((control) => [
        control.id,
        labelledSelect({
          id: `${id}-${control.id}`,
          name: control.name,
          options: control.labels.map((text, value) => ({ value, words: text })),
          value: model.get("stops")[control.id],
          chosen: (value) => {
            model.set("stops", { ...model.get("stops"), [control.id]: Number(value) });
            model.save_changes();
          },
        }),
      ]),
    );
    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const drawing = shape("svg", {
      class: "c5x-calendar-plan",
      viewBox: `0 0 ${PLAN.width} ${height}`,
      role: "img",
      "aria-labelledby": `${id}-title`,
    });
    const film = player({
      words: words.player,
      id,
      // A week in 0.6 s.
      pace: () => 1 / 0.6,
      end: () => words.count,
      stops: () => Array.from({ length: words.count + 1 }, (_, week) => week),
      jumps: true,
      show: (at) => draw(at),
      tell: (at) => told(at),
    });
    const key = element(
      "ul",
      { className: "c5x-calendar-key" },
      ...Object.entries(words.states).map(([state, text]) => {
        const sign = shape("svg", {
          class: "c5x-calendar-plan",
          viewBox: "0 0 16 16",
          "aria-hidden": "true",
        });
        sign.append(mark(state, 8, 8, 11));
        return element("li", {}, sign, text);
      }),
    );
    const table = element("details", {}, element("summary", { textContent: words.table }));
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
          element(
            "fieldset",
            {},
            element("legend", { textContent: words.settings }),
            ...Object.values(selects).map(({ row }) => row),
          ),
        ),
        element(
          "figure",
          { className: "c5x-figure" },
          film.row,
          drawing,
          key,
          element("figcaption", { className: "c5x-help", textContent: words.reading }),
        ),
      ),
      table,
      element(
        "details",
        {},
        element("summary", { textContent: words.how }),
        ...words.method.map((text) => element("p", { textContent: text })),
      ),
      element("p", { className: "c5x-help", textContent: words.sources }),
    );
    el.append(lockedNote, content);

    const left = (week) => PLAN.left + (week - 1) * column;
    const text = (said, x, y, anchor = "middle") => {
      const made = shape("text", { x, y, "text-anchor": anchor });
      made.textContent = said;
      return made;
    };
    // What is to be seen once so many weeks have passed.
    const told = (now) => (now ? model.get("shown").weeks[now - 1].words : words.ready);
    const draw = (now) => {
      const { weeks, advice: outcome } = model.get("shown");
      const title = shape("title", { id: `${id}-title` });
      title.textContent = `${words.drawing} ${told(now)} ${outcome}`;
      const bottom = PLAN.top + words.areas * PLAN.row;
      const frozen = weeks.flatMap((week, index) =>
        week.frozen
          ? [
              shape("rect", {
                class: "c5x-calendar-frozen",
                x: left(index + 1),
                y: PLAN.top,
                width: column,
                height: bottom - PLAN.top,
              }),
            ]
          : [],
      );
      const marks = weeks
        .slice(0, now)
        .flatMap((week, index) =>
          week.states.map((state, area) =>
            mark(state, left(index + 1) + column / 2, PLAN.top + (area + 0.5) * PLAN.row, 9),
          ),
        );
      const names = Array.from({ length: words.areas }, (_, area) =>
        text(String(area + 1), 12, PLAN.top + (area + 0.5) * PLAN.row + 5),
      );
      const numbers = weeks.flatMap((_, index) =>
        (index + 1) % 8 ? [] : [text(String(index + 1), left(index + 1) + column / 2, bottom + 18)],
      );
      const ends = left(words.ends + 1);
      const cursor = now
        ? [
            shape("rect", {
              class: "c5x-calendar-now",
              x: left(now),
              y: PLAN.top - 2,
              width: column,
              height: bottom - PLAN.top + 4,
            }),
          ]
        : [];
      drawing.replaceChildren(
        title,
        text(words.area, 4, 14, "start"),
        text(words.ending, ends, 14),
        text(words.weeks, PLAN.left + 2, bottom + 18, "start"),
        ...frozen,
        ...names,
        ...numbers,
        ...marks,
        shape("line", {
          class: "c5x-calendar-ends",
          x1: ends,
          x2: ends,
          y1: PLAN.top - 4,
          y2: bottom,
        }),
        ...cursor,
      );
    };
    const show = () => {
      const shown = model.get("shown");
      film.halt();
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !shown.advice;
      if (content.hidden) return;
      if (advice.textContent !== shown.advice) advice.textContent = shown.advice;
      table.replaceChildren(
        table.firstChild,
        dataTable({
          label: words.table,
          caption: words.caption,
          headers: words.headers,
          rows: shown.weeks.map((week) => week.row),
        }),
      );
      film.go(0);
    };
    const follow = () => {
      for (const [control, one] of Object.entries(selects)) one.show(model.get("stops")[control]);
    };
    show();
    const watched = ["change:shown", "change:locked"];
    for (const event of watched) model.on(event, show);
    model.on("change:stops", follow);
    return () => {
      film.close();
      for (const event of watched) model.off(event, show);
      model.off("change:stops", follow);
    };
  },
};
