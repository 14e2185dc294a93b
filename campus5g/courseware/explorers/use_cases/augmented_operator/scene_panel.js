// Controls on one side, a scene on the other; a scene that moves has buttons to play and to step.

const LETTER = 0.72; // height of a capital letter, of its font's size
function control({ kind, labels, help, ...description }, id, position, moved) {
  if (kind === "slider")
    return labelledSlider({ ...description, id, labels, help, position, moved });
  const options = labels.map((words, value) => ({ value, words }));
  const chosen = (value) => moved(Number(value));
  const made = labelledSelect({ ...description, id, options, value: position, chosen });
  if (help) made.row.append(element("p", { className: "c5x-help", textContent: help }));
  return made;
}

const seconds = (time_s) =>
  `${time_s.toLocaleString(document.documentElement.lang || undefined, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })}\u00a0s`;

// The plate with as many points for a letter's height as the picture keeps, then enlarged.
function drawPlate(canvas, { lines, letter_points: points }, needle) {
  const size = Math.max(1.5, points / LETTER);
  const small = document.createElement("canvas");
  const longest = Math.max(...lines.map((line) => line.length));
  small.width = Math.max(12, Math.ceil((longest + 9) * size * 0.62));
  small.height = Math.max(8, Math.ceil((lines.length * 1.5 + 1) * size));
  const coarse = small.getContext("2d");
  coarse.fillStyle = "#d8dcd6";
  coarse.fillRect(0, 0, small.width, small.height);
  coarse.fillStyle = "#16201d";
  coarse.strokeStyle = "#16201d";
  coarse.font = `600 ${size}px "DejaVu Sans Mono", "Liberation Mono", Menlo, Consolas, monospace`;
  coarse.textBaseline = "middle";
  lines.forEach((line, row) => {
    coarse.fillText(line, size * 0.6, size * (1.25 + 1.5 * row));
  });
  // A pressure gauge, so that one sees whether the picture moves.
  const radius = small.height * 0.3;
  const [x, y] = [small.width - radius * 1.5, small.height / 2];
  coarse.lineWidth = Math.max(0.6, size * 0.1);
  coarse.beginPath();
  coarse.arc(x, y, radius, 0, 2 * Math.PI);
  coarse.moveTo(x, y);
  coarse.lineTo(x + radius * Math.sin(needle), y - radius * Math.cos(needle));
  coarse.stroke();
  canvas.width = 720;
  canvas.height = Math.round((720 * small.height) / small.width);
  const fine = canvas.getContext("2d");
  fine.imageSmoothingEnabled = points >= 12;
  fine.drawImage(small, 0, 0, canvas.width, canvas.height);
}

function spoken(alt) {
  const canvas = element("canvas", { className: "c5x-plate" });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", alt);
  return canvas;
}

function writing(words, x, y, className) {
  const made = shape("text", { class: className, x, y, "text-anchor": "middle" });
  made.textContent = words;
  return made;
}

const SCENES = {
  plate({ alt, data }) {
    const canvas = spoken(alt);
    drawPlate(canvas, data, 0.6);
    return { drawn: [canvas], show() {} };
  },

  // `data.pictures[moment]` is the number of the picture in sight, `data.frozen[moment]` tells.
  call({ alt, data }) {
    const canvas = spoken(alt);
    const frame = element("div", { className: "c5x-call" }, canvas);
    const count = data.frozen.length;
    const strip = shape("svg", {
      class: "c5x-strip",
      viewBox: `0 0 ${count} 10`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    });
    data.frozen.forEach((frozen, at) => {
      const height = frozen ? 10 : 4;
      strip.append(
        shape("rect", {
          class: frozen ? "c5x-stands" : "c5x-moves",
          x: at,
          y: 10 - height,
          width: 1.02,
          height,
        }),
      );
    });
    const now = shape("rect", { class: "c5x-now", x: 0, y: 0, width: 1, height: 10 });
    strip.append(now);
    return {
      drawn: [frame, strip],
      show(moment) {
        drawPlate(canvas, data, data.pictures[moment] * 0.08);
        frame.classList.toggle("c5x-call-frozen", data.frozen[moment]);
        now.setAttribute("x", moment);
      },
    };
  },

  // What the glasses show: valves that pass by as the head turns, and the mark that follows late.
  valves({ alt, data }) {
    const drawing = shape("svg", { class: "c5x-valves", viewBox: "-200 -80 400 160", role: "img" });
    const title = shape("title", {});
    title.textContent = alt;
    const across = shape("g", {});
    const scale = 200 / data.half_view_deg;
    // Wheels do not touch, however near to each other the valves look.
    const apart = (data.valves_deg[1] - data.valves_deg[0]) * scale;
    const radius = Math.max(5, Math.min(24, 0.42 * apart));
    data.valves_deg.forEach((at, index) => {
      const wheel = shape(
        "g",
        { transform: `translate(${at * scale} 0)` },
        shape("line", { class: "c5x-pipe", x1: 0, x2: 0, y1: -80, y2: -radius }),
        shape("circle", { class: "c5x-wheel", r: radius }),
        shape("path", {
          class: "c5x-wheel",
          d: `M${-radius} 0h${2 * radius}M0 ${-radius}v${2 * radius}`,
        }),
        ...(apart > 24 ? [writing(data.names[index], 0, radius + 22, "c5x-tick")] : []),
      );
      across.append(wheel);
    });
    const mark = shape(
      "g",
      { class: "c5x-mark" },
      shape("path", { d: `M0 ${-radius - 6}l-11 -20h22z` }),
      shape("circle", { r: radius + 5 }),
    );
    drawing.append(
      title,
      shape("rect", { class: "c5x-view", x: -199, y: -79, width: 398, height: 158, rx: 12 }),
      across,
      mark,
    );
    return {
      drawn: [drawing],
      show(moment) {
        const head = data.head_deg[moment];
        across.setAttribute("transform", `translate(${-head * scale} 0)`);
        const at = (data.target_deg - head + data.slip_deg[moment]) * scale;
        mark.setAttribute("transform", `translate(${at} 0)`);
      },
    };
  },
};

function figure(shown) {
  return element(
    "figure",
    { className: "c5x-figure" },
    element("p", { className: "c5x-legend", textContent: shown.heading }),
    chart(shown),
    ...(shown.series.length > 1 ? [chartKey(shown.series)] : []),
    element("figcaption", { className: "c5x-help", textContent: shown.reading }),
  );
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "scene-panel", words);

    const controls = model.get("controls").map((each) => {
      const moved = (position) => {
        model.set("stops", { ...model.get("stops"), [each.id]: position });
        model.save_changes();
      };
      const made = control(each, `${id}-${each.id}`, model.get("stops")[each.id], moved);
      return { row: made.row, show: () => made.show(model.get("stops")[each.id]) };
    });
    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const heading = element("p", { className: "c5x-legend" });
    const stage = element("div", { className: "c5x-stage" });
    let scene = { show() {} };
    const told = () => model.get("shown").scene.told;
    const film = player({
      words: words.player,
      id,
      pace: () => 1 / model.get("shown").scene.moment_s,
      end: () => Math.max(0, told().length - 1),
      stops: () => [...told().keys()],
      show: (at) => scene.show(Math.floor(at)),
      tell: (at) => told()[Math.floor(at)] ?? "",
      jumps: true,
      quiet: true,
      timeline: {
        name: words.moment,
        labels: () => told().map((_, at) => seconds(at * model.get("shown").scene.moment_s)),
        spoken: told,
      },
    });
    const figures = element("div", {});
    const settings = element(
      "fieldset",
      {},
      element("legend", { textContent: words.settings }),
      ...controls.map(({ row }) => row),
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
      element(
        "div",
        { className: "c5x-columns" },
        settings,
        element(
          "div",
          { className: "c5x-seen" },
          element("div", {}, heading, stage, film.row),
          figures,
        ),
      ),
      tables,
      how,
      element("p", { className: "c5x-help", textContent: words.sources }),
    );
    el.append(lockedNote, content);

    const show = () => {
      const shown = model.get("shown");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !shown.advice;
      if (content.hidden) return;
      if (advice.textContent !== shown.advice) advice.textContent = shown.advice;
      heading.textContent = shown.scene.heading;
      scene = SCENES[shown.scene.kind](shown.scene);
      stage.replaceChildren(...scene.drawn);
      film.row.hidden = told().length === 0;
      film.stop();
      figures.replaceChildren(...shown.figures.map(figure));
      tables.replaceChildren(
        tables.firstChild,
        ...shown.tables.map((table) => dataTable({ label: table.caption, ...table })),
      );
    };
    const follow = () => controls.forEach((each) => each.show());
    show();
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
