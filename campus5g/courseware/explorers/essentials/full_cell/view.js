// Controls of a cell on one side; on the other who fills it, and the delay of each flow.

const CELL_SIGNS = { suits: "✓", fails: "✕" };
const CELL_ORDER = ["agv", "crane", "sensors", "canteen", "backup"];
const TRACK = { left: 8, right: 272, y: 14 };

const styleOf = (flow) => CELL_ORDER.indexOf(flow) + 1;
const onTrack = (place) => TRACK.left + place * (TRACK.right - TRACK.left);

// One flow: its name and verdict, its delays on a track, and the same in words.
function flowRow(flow) {
  const p99 = onTrack(flow.p99);
  const marks = [
    shape("line", { class: "c5x-ring", x1: TRACK.left, x2: TRACK.right, y1: TRACK.y, y2: TRACK.y }),
  ];
  if (flow.need !== null) {
    const at = onTrack(flow.need);
    marks.push(shape("line", { class: "c5x-limit c5x-need-mark", x1: at, x2: at, y1: 2, y2: 26 }));
    marks.push(
      shape(
        "g",
        { class: `c5x-series c5x-series-${styleOf(flow.id)}` },
        shape("line", {
          class: "c5x-curve",
          x1: onTrack(flow.p50),
          x2: p99,
          y1: TRACK.y,
          y2: TRACK.y,
        }),
        ...(flow.p50 < 1 ? [seriesMark(1, onTrack(flow.p50), TRACK.y)] : []),
        seriesMark(flow.p99 < 1 ? 5 : 6, p99, TRACK.y),
      ),
    );
  }
  const track = shape(
    "svg",
    { class: "c5x-track", viewBox: "0 0 280 28", "aria-hidden": "true" },
    ...marks,
  );
  return element(
    "li",
    { className: `c5x-network c5x-${flow.verdict}` },
    element(
      "div",
      { className: "c5x-network-head" },
      element("strong", { textContent: flow.name }),
      element(
        "span",
        { className: "c5x-verdict" },
        element("span", { ariaHidden: "true", textContent: `${CELL_SIGNS[flow.verdict]} ` }),
        flow.verdictName,
      ),
    ),
    track,
    element("p", { className: "c5x-reason", textContent: flow.reason }),
  );
}

function axis(ticks) {
  const words = ticks.map(({ at, words: text }) => {
    const made = shape("text", {
      class: "c5x-tick",
      x: onTrack(at),
      y: 13,
      "text-anchor": "middle",
    });
    made.textContent = text;
    return made;
  });
  return shape(
    "svg",
    { class: "c5x-track", viewBox: "0 0 280 20", "aria-hidden": "true" },
    ...words,
  );
}

// The whole cell as one bar, with its parts named under it.
function cellBar(outcome, words) {
  const parts = outcome.flows.filter((flow) => flow.share > 0);
  const bar = element(
    "div",
    { className: "c5x-whole", ariaHidden: "true" },
    ...parts.map((flow) => {
      const part = element("span", { className: `c5x-part c5x-series-${styleOf(flow.id)}` });
      part.style.width = `${100 * flow.share}%`;
      return part;
    }),
  );
  const key = (style, name, share) =>
    element(
      "li",
      {},
      element("span", {
        className: `c5x-part c5x-swatch${style ? ` c5x-series-${style}` : ""}`,
        ariaHidden: "true",
      }),
      element("span", { textContent: `${name} – ${share}` }),
    );
  const keys = element(
    "ul",
    { className: "c5x-keys" },
    ...parts.map((flow) => key(styleOf(flow.id), flow.name, flow.shareWords)),
    key(0, words.free, outcome.freeWords),
  );
  return [bar, keys];
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "cell", words);
    const change = (name, value) => {
      model.set("controls", { ...model.get("controls"), [name]: value });
      model.save_changes();
    };

    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });

    const schedulers = model.get("schedulers");
    const about = element("p", { className: "c5x-help", ariaLive: "polite" });
    const sharing = labelledSelect({
      id: `${id}-scheduler`,
      name: words.scheduler,
      options: schedulers.map((each, at) => ({ value: at, words: each.name })),
      value: model.get("controls").scheduler,
      chosen: (at) => change("scheduler", Number(at)),
    });
    sharing.row.append(about);

    const sliders = Object.fromEntries(
      model.get("sliders").map((each) => [
        each.id,
        labelledSlider({
          ...each,
          id: `${id}-${each.id}`,
          position: model.get("controls")[each.id],
          moved: (position) => change(each.id, position),
        }),
      ]),
    );
    const boxes = Object.fromEntries(
      ["backup", "lends"].map((name) => {
        const box = element("input", { type: "checkbox" });
        box.addEventListener("change", () => change(name, box.checked));
        return [
          name,
          {
            box,
            row: element(
              "label",
              { className: "c5x-choice" },
              box,
              element("span", { textContent: words[name] }),
            ),
          },
        ];
      }),
    );
    const slices = element(
      "fieldset",
      {},
      element("legend", { textContent: words.slice }),
      sliders.share.row,
      boxes.lends.row,
    );
    const controls = element(
      "div",
      {},
      sharing.row,
      slices,
      element(
        "fieldset",
        {},
        element("legend", { textContent: words.who }),
        sliders.callers.row,
        sliders.cranes.row,
        boxes.backup.row,
      ),
    );

    const whole = element("div", {});
    const flows = element("ul", { className: "c5x-networks", ariaLabel: words.flows });
    const results = element(
      "div",
      {},
      element("p", { className: "c5x-legend", textContent: words.cell }),
      whole,
      element("p", { className: "c5x-legend", textContent: words.flows }),
      flows,
      axis(words.ticks),
      element("p", { className: "c5x-help", textContent: words.reading }),
    );
    const table = element("details", {}, element("summary", { textContent: words.table }));
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
      element("div", { className: "c5x-columns" }, controls, results),
      table,
      how,
    );
    el.append(lockedNote, content);

    const show = () => {
      const outcome = model.get("outcome");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !outcome.flows;
      if (content.hidden) return;
      if (advice.textContent !== outcome.advice) advice.textContent = outcome.advice;
      slices.hidden = !outcome.slices;
      whole.replaceChildren(...cellBar(outcome, words));
      flows.replaceChildren(...outcome.flows.map(flowRow));
      const { table: label, caption, headers } = words;
      table.replaceChildren(
        table.firstChild,
        dataTable({ label, caption, headers, rows: outcome.rows }),
      );
    };
    const showControls = () => {
      const now = model.get("controls");
      sharing.show(now.scheduler);
      about.textContent = schedulers[now.scheduler].about;
      for (const [name, slider] of Object.entries(sliders)) slider.show(now[name]);
      for (const [name, { box }] of Object.entries(boxes)) box.checked = now[name];
    };
    show();
    showControls();
    model.on("change:outcome", show);
    model.on("change:locked", show);
    model.on("change:controls", showControls);
    return () => {
      model.off("change:outcome", show);
      model.off("change:locked", show);
      model.off("change:controls", showControls);
    };
  },
};
