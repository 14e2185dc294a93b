// A lane drawn to scale: a vehicle that drives on unaware, reacts, brakes; and the settings.

const LANE = { width: 600, height: 150, left: 16, right: 584, floor: 92, vehicle: 34 };
const PHASES = ["unaware", "reaction", "braking"];

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "stop", words);

    const found = () => model.get("found");
    const change = (name, value) => {
      model.set("settings", { ...model.get("settings"), [name]: value });
      model.save_changes();
    };
    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const controls = {};
    for (const one of model.get("sliders"))
      controls[one.id] = labelledSlider({
        ...one,
        id: `${id}-${one.id}`,
        position: model.get("settings")[one.id],
        moved: (position) => change(one.id, position),
      });
    for (const one of model.get("selects"))
      controls[one.id] = labelledSelect({
        id: `${id}-${one.id}`,
        name: one.name,
        options: one.labels.map((text, value) => ({ value, words: text })),
        value: model.get("settings")[one.id],
        chosen: (value) => change(one.id, Number(value)),
      });

    const lane = shape("svg", {
      class: "c5x-lane",
      viewBox: `0 0 ${LANE.width} ${LANE.height}`,
      role: "img",
      "aria-labelledby": `${id}-title`,
    });
    const spoken = shape("title", { id: `${id}-title` });
    const fixed = shape("g");
    const vehicle = shape("path", {
      class: "c5x-lane-vehicle",
      d: `M0 ${LANE.floor - 8}v-22h-${LANE.vehicle}v22z`,
    });
    lane.append(spoken, fixed, vehicle);
    const keys = element("ul", { className: "c5x-keys" });
    const film = player({
      words: words.player,
      id,
      pace: () => 1,
      end: () => ends().at(-1),
      stops: () => [0, ...ends()],
      show: place,
      tell: (time_s) =>
        words.running.replace("{s}", decimal(time_s)).replace("{phase}", phaseWords(time_s)),
      quiet: true,
    });
    const content = element(
      "div",
      {},
      advice,
      element(
        "figure",
        {},
        element("p", { className: "c5x-legend", textContent: words.lane }),
        lane,
        keys,
      ),
      film.row,
      element(
        "fieldset",
        {},
        element("legend", { textContent: words.settings }),
        element(
          "div",
          { className: "c5x-stop-settings" },
          ...["stopper", "speed", "tolerated", "reaction", "floor", "free"].map(
            (name) => controls[name].row,
          ),
        ),
      ),
    );
    const table = element("details", {}, element("summary", { textContent: words.table }));
    const how = element(
      "details",
      {},
      element("summary", { textContent: words.how }),
      ...words.method.map((text) => element("p", { textContent: text })),
    );
    content.append(
      table,
      how,
      ...words.sources.map((text) => element("p", { className: "c5x-help", textContent: text })),
    );
    el.append(lockedNote, content);

    const atX = (metres) =>
      LANE.left + (metres / found().lane) * (LANE.right - LANE.left - LANE.vehicle) + LANE.vehicle;

    // When each phase ends, in seconds; an endless drive ends at the end of the lane.
    function ends() {
      const { speed, waiting, unaware, slowing } = found().motion;
      if (waiting === null) return [found().lane / speed];
      return [unaware, waiting, waiting + speed / slowing];
    }
    function metresAt(time_s) {
      const { speed, waiting, slowing } = found().motion;
      if (waiting === null || time_s <= waiting) return speed * time_s;
      const braked = Math.min(time_s - waiting, speed / slowing);
      return speed * (waiting + braked) - (slowing * braked * braked) / 2;
    }
    function phaseWords(time_s) {
      const phases = ends();
      if (time_s >= phases[phases.length - 1])
        return phases.length === 1 ? words.never : words.stands;
      const phase = phases.findIndex((end) => time_s < end);
      return found().parts[phase].name.toLowerCase();
    }
    const decimal = (number) =>
      number.toLocaleString(document.documentElement.lang || undefined, {
        minimumFractionDigits: 1,
        maximumFractionDigits: 1,
      });
    function place(time_s) {
      vehicle.setAttribute("transform", `translate(${atX(metresAt(time_s)).toFixed(1)} 0)`);
    }

    function draw() {
      const { parts, ticks, free, freeWords, advice: sentence, fits } = found();
      spoken.textContent = sentence;
      const marks = ticks.map(({ at, words: text }) => {
        const made = shape("text", {
          class: "c5x-tick",
          x: atX(at),
          y: LANE.floor + 46,
          "text-anchor": "middle",
        });
        made.textContent = text;
        return shape(
          "g",
          {},
          shape("line", {
            class: "c5x-ring",
            x1: atX(at),
            x2: atX(at),
            y1: LANE.floor + 22,
            y2: LANE.floor + 29,
          }),
          made,
        );
      });
      let from = 0;
      const spans = parts.map(({ metres }, at) => {
        const to = Math.min(found().lane, from + metres);
        const span = shape("rect", {
          class: `c5x-lane-part c5x-lane-${PHASES[at]}`,
          x: atX(from),
          y: LANE.floor,
          width: Math.max(0, atX(to) - atX(from)),
          height: 18,
        });
        from = to;
        return span;
      });
      const limit = atX(free);
      const name = shape("text", {
        class: "c5x-tick c5x-limit-words",
        x: limit > LANE.width / 2 ? limit - 6 : limit + 6,
        y: 20,
        "text-anchor": limit > LANE.width / 2 ? "end" : "start",
      });
      name.textContent = `${words.danger} (${freeWords})`;
      fixed.replaceChildren(
        shape("line", {
          class: "c5x-lane-floor",
          x1: 0,
          x2: LANE.width,
          y1: LANE.floor - 2,
          y2: LANE.floor - 2,
        }),
        ...spans,
        ...marks,
        shape("line", {
          class: `c5x-lane-limit${fits ? "" : " c5x-lane-passed"}`,
          x1: limit,
          x2: limit,
          y1: 28,
          y2: LANE.floor + 18,
        }),
        name,
      );
      keys.replaceChildren(
        ...parts.map(({ words: text }, at) =>
          element(
            "li",
            {},
            shape(
              "svg",
              { class: "c5x-key", viewBox: "0 0 40 24", "aria-hidden": "true" },
              shape("rect", {
                class: `c5x-lane-part c5x-lane-${PHASES[at]}`,
                x: 2,
                y: 4,
                width: 36,
                height: 16,
              }),
            ),
            element("span", { textContent: text }),
          ),
        ),
      );
    }
    const show = () => {
      const now = found();
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !now.advice;
      if (content.hidden) return;
      for (const [name, control] of Object.entries(controls))
        control.show(model.get("settings")[name]);
      if (advice.textContent !== now.advice) advice.textContent = now.advice;
      draw();
      film.go(0);
      const { table: tableLabel, caption, headers } = words;
      table.replaceChildren(
        table.firstChild,
        dataTable({ label: tableLabel, caption, headers, rows: now.rows }),
      );
    };
    show();
    const watched = ["change:found", "change:locked"];
    for (const event of watched) model.on(event, show);
    return () => {
      film.close();
      for (const event of watched) model.off(event, show);
    };
  },
};
