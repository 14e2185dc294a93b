// A dot that goes down a ladder of times, through the stages of a reaction, to the limit and past it.

const LADDER = { width: 400, height: 384, top: 16, bottom: 368, axis: 84, left: 102, wide: 54 };

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "ladder", words);

    const move = (control, position) => {
      model.set("stops", { ...model.get("stops"), [control]: position });
      model.save_changes();
    };
    const select = (control, name, names) =>
      labelledSelect({
        id: `${id}-${control}`,
        name,
        options: names.map((text, value) => ({ value, words: text })),
        value: model.get("stops")[control],
        chosen: (value) => move(control, Number(value)),
      });
    const task = select("task", words.task_name, words.tasks);
    const network = select("network", words.network_name, words.networks);
    const interval = labelledSlider({
      id: `${id}-interval`,
      name: words.interval_name,
      help: words.interval_help,
      labels: words.intervals,
      position: model.get("stops").interval,
      moved: (position) => move("interval", position),
    });
    const settings = element(
      "fieldset",
      {},
      element("legend", { textContent: words.settings }),
      task.row,
      network.row,
      interval.row,
    );

    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const drawing = shape("svg", {
      class: "c5x-chart",
      viewBox: `0 0 ${LADDER.width} ${LADDER.height}`,
      role: "img",
      "aria-labelledby": `${id}-title`,
    });
    const stages = element("ol", { className: "c5x-ladder-stages" });
    const film = player({
      words: words.player,
      id,
      // The whole ladder takes nine seconds.
      pace: () => 1 / 9,
      end: () => model.get("shown").stages.at(-1)?.to ?? 0,
      stops: () => [0, ...model.get("shown").stages.map((each) => each.to)],
      show: (at) => mark(at),
      tell: (at) => told(at),
    });
    const table = element("details", {}, element("summary", { textContent: words.table }));
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
      element(
        "div",
        { className: "c5x-columns" },
        element(
          "div",
          {},
          settings,
          element("p", { className: "c5x-legend", textContent: words.stages }),
          stages,
        ),
        element(
          "figure",
          { className: "c5x-figure" },
          film.row,
          drawing,
          element("figcaption", { className: "c5x-help", textContent: words.reading }),
        ),
      ),
      table,
      how,
      element("p", { className: "c5x-help", textContent: words.sources }),
    );
    el.append(lockedNote, content);

    const atY = (place) => LADDER.top + place * (LADDER.bottom - LADDER.top);
    const text = (said, attributes) => {
      const made = shape("text", { class: "c5x-tick", ...attributes });
      made.textContent = said;
      return made;
    };
    const dot = shape("circle", { class: "c5x-ladder-dot", cx: LADDER.axis, r: 8 });
    const trail = shape("line", {
      class: "c5x-ladder-trail",
      x1: LADDER.axis,
      x2: LADDER.axis,
      y1: atY(0),
    });
    let blocks = [];
    let lines = [];

    const told = (place) => {
      const { stages: all, limit, result } = model.get("shown");
      const index = all.findIndex((each) => place < each.to);
      if (index < 0) return result;
      if (place === 0) return words.event;
      const now = all[index];
      const late = place > limit.at ? ` ${words.passed}` : "";
      return `${index + 1}. ${now.name} (${now.words}).${late}`;
    };
    const mark = (place) => {
      const shown = model.get("shown");
      const now = shown.stages.findIndex((each) => place < each.to);
      blocks.forEach((block, at) => {
        block.classList.toggle("c5x-ladder-done", place >= shown.stages[at].to);
      });
      lines.forEach((line, at) => {
        line.classList.toggle("c5x-asked", at === now && place > 0);
      });
      dot.classList.toggle("c5x-ladder-late", place > shown.limit.at);
      dot.setAttribute("cy", atY(place));
      trail.setAttribute("y2", atY(place));
    };
    const draw = () => {
      const shown = model.get("shown");
      const title = shape("title", { id: `${id}-title` });
      title.textContent = `${words.drawing} ${shown.limit.words}. ${shown.advice}`;
      const rungs = words.rungs.flatMap(({ at, words: label }) => [
        shape("line", {
          class: "c5x-ring",
          x1: LADDER.axis,
          x2: LADDER.width,
          y1: atY(at),
          y2: atY(at),
        }),
        text(label, { x: LADDER.axis - 14, y: atY(at) + 5, "text-anchor": "end" }),
      ]);
      // Each in a column of its own: short stages that follow a long one are slivers on this scale.
      const column = (at) => LADDER.left + at * (LADDER.wide + 5);
      blocks = shown.stages.map((each, at) => {
        const height = Math.max(4, atY(each.to) - atY(each.from));
        return shape(
          "g",
          { class: `c5x-series c5x-series-${at + 1} c5x-ladder-block` },
          shape("rect", {
            class: "c5x-part",
            x: column(at),
            y: atY(each.to) - height,
            width: LADDER.wide,
            height,
          }),
        );
      });
      const numbers = shown.stages.map((each, at) =>
        text(at + 1, {
          class: "c5x-tick c5x-limit-words",
          x: column(at) + LADDER.wide / 2,
          y: atY(each.to) + 16,
          "text-anchor": "middle",
        }),
      );
      const limit = atY(shown.limit.at);
      drawing.replaceChildren(
        title,
        ...rungs,
        shape("line", {
          class: "c5x-ladder-axis",
          x1: LADDER.axis,
          x2: LADDER.axis,
          y1: atY(0),
          y2: atY(1),
        }),
        ...blocks,
        ...numbers,
        shape("line", {
          class: "c5x-limit",
          x1: LADDER.axis - 8,
          x2: LADDER.width,
          y1: limit,
          y2: limit,
        }),
        text(shown.limit.words, {
          class: "c5x-tick c5x-limit-words",
          x: LADDER.width - 2,
          // On the side that the last stage leaves free.
          y: (shown.stages.at(-1)?.to ?? 0) <= shown.limit.at ? limit + 18 : limit - 6,
          "text-anchor": "end",
        }),
        trail,
        dot,
      );
      lines = shown.stages.map((each) =>
        element(
          "li",
          {},
          element("span", { textContent: each.name }),
          element("strong", { textContent: each.words }),
          element("span", { className: "c5x-help", textContent: each.ends }),
        ),
      );
      stages.replaceChildren(...lines);
    };

    const show = () => {
      const shown = model.get("shown");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !shown.advice;
      if (content.hidden) return;
      if (advice.textContent !== shown.advice) advice.textContent = shown.advice;
      draw();
      film.go(0);
      const { table: label, caption, headers } = words;
      table.replaceChildren(
        table.firstChild,
        dataTable({ label, caption, headers, rows: shown.rows }),
      );
    };
    const follow = () => {
      task.show(model.get("stops").task);
      network.show(model.get("stops").network);
      interval.show(model.get("stops").interval);
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
