// A plan with a fence down the middle; a dot goes from part to part, and stops where the fibre is cut.

const PLAN = { width: 400, height: 320, fence: 264, boxWidth: 120, boxHeight: 46 };
// Where the middle of each part lies, on site and at the operator's.
const MIDDLES = {
  device: { site: [63, 282] },
  server: { site: [63, 62] },
  antenna: { site: [63, 210] },
  upf: { site: [63, 136], operator: [336, 136] },
  control: { site: [193, 210], operator: [336, 210] },
  subscribers: { site: [193, 282], operator: [336, 282] },
};
// What can be touched has a picture beside its name: the part of the library, and its height.
const PICTURES = { device: ["agv", 23], server: ["rack", 40], antenna: ["gnb", 40] };

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "design", words);

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
    const selects = {
      design: select("design", words.design, words.designs),
      task: select("task", words.task, words.tasks),
      cut: select("cut", words.cut, words.cuts),
    };
    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const drawing = shape("svg", {
      class: "c5x-design-plan",
      viewBox: `0 0 ${PLAN.width} ${PLAN.height}`,
      role: "img",
      "aria-labelledby": `${id}-title`,
    });
    const film = player({
      words: words.player,
      id,
      pace: () => 1 / 1.2,
      end: () => last(),
      stops: () => [...new Set([...model.get("shown").way.keys(), last()])],
      show: (at) => mark(at),
      tell: (at) => told(at),
    });
    const table = element("details", {}, element("summary", { textContent: words.table }));
    table.append(
      dataTable({
        label: words.table,
        caption: words.caption,
        headers: words.headers,
        rows: words.rows,
      }),
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
          element(
            "fieldset",
            {},
            element("legend", { textContent: words.settings }),
            ...Object.values(selects).map(({ row }) => row),
          ),
          film.row,
        ),
        element(
          "figure",
          { className: "c5x-figure" },
          drawing,
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

    const middle = (node) => MIDDLES[node][model.get("shown").places[node]];
    const text = (said, x, y, className = "") => {
      const made = shape("text", { class: className, x, y, "text-anchor": "middle" });
      made.textContent = said;
      return made;
    };
    const named = (node, x, y) => {
      const picture = PICTURES[node];
      if (!picture) return [text(words.nodes[node], x, y + 6)];
      const [part, height] = picture;
      return [
        text(words.nodes[node], x - 8, y + 6),
        libraryPart(part, x + 42, y + height / 2, height),
      ];
    };
    const dot = shape("circle", { class: "c5x-design-dot", r: 8 });
    const last = () => {
      const shown = model.get("shown");
      // A journey that stops goes on to the fence.
      return shown.way.length - 1 + (shown.arrives ? 0 : 0.5);
    };
    // `at`: how many parts have been passed; a fraction is on the way to the next.
    const position = (at) => {
      const { way } = model.get("shown");
      const index = Math.min(Math.floor(at), way.length - 1);
      const [x, y] = middle(way[index].node);
      if (index === way.length - 1) {
        return at > index ? [x + 2 * (at - index) * (PLAN.fence + 30 - x), y] : [x, y];
      }
      const [nextX, nextY] = middle(way[index + 1].node);
      const share = at - index;
      return [x + share * (nextX - x), y + share * (nextY - y)];
    };
    const told = (at) => {
      const shown = model.get("shown");
      if (at >= last()) return shown.result;
      return at === 0 ? words.ready : shown.way[Math.floor(at)].words;
    };
    const mark = (at) => {
      const [x, y] = position(at);
      dot.setAttribute("cx", x - PLAN.boxWidth / 2 + 9);
      dot.setAttribute("cy", y);
      dot.classList.toggle("c5x-design-stopped", at >= last() && !model.get("shown").arrives);
    };

    const draw = () => {
      const shown = model.get("shown");
      const title = shape("title", { id: `${id}-title` });
      title.textContent = `${words.drawing} ${shown.advice}`;
      const links = [
        ["device", "antenna"],
        ["antenna", "upf"],
        ["upf", "server"],
        ["antenna", "control"],
        ["control", "subscribers"],
      ].map(([from, to]) => {
        const [[x1, y1], [x2, y2]] = [middle(from), middle(to)];
        const crosses = shown.places[from] !== shown.places[to];
        return shape("line", {
          class: crosses ? "c5x-design-link c5x-design-fibre" : "c5x-design-link",
          x1,
          y1,
          x2,
          y2,
        });
      });
      const parts = Object.keys(shown.places).flatMap((node) => {
        const [x, y] = middle(node);
        const theirs = shown.places[node] === "operator" || shown.operators.includes(node);
        return [
          shape("rect", {
            class: theirs ? "c5x-design-part c5x-design-operators" : "c5x-design-part",
            x: x - PLAN.boxWidth / 2,
            y: y - PLAN.boxHeight / 2,
            width: PLAN.boxWidth,
            height: PLAN.boxHeight,
            rx: 6,
          }),
          ...named(node, x, y),
        ];
      });
      const cross = shown.cut
        ? [
            shape("path", {
              class: "c5x-design-cut",
              d: `M${PLAN.fence - 14} 160l28 28M${PLAN.fence - 14} 188l28 -28`,
            }),
          ]
        : [];
      drawing.replaceChildren(
        title,
        text(words.site, 128, 22, "c5x-design-side"),
        text(words.operator, 334, 22, "c5x-design-side"),
        ...links,
        shape("line", {
          class: "c5x-design-fence",
          x1: PLAN.fence,
          x2: PLAN.fence,
          y1: 8,
          y2: PLAN.height - 8,
        }),
        ...parts,
        ...cross,
        dot,
      );
    };
    const show = () => {
      const shown = model.get("shown");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !shown.advice;
      if (content.hidden) return;
      if (advice.textContent !== shown.advice) advice.textContent = shown.advice;
      draw();
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
