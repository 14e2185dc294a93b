// A plan of the quay on which carriers move, with a player, and the figures of two hours beside it.

const VIEW = { width: 480, height: 430 };
const SHIP = { top: 6, bottom: 44 };
const CRANE = { top: 34, bottom: 104, width: 40 };
const QUEUE = { top: 122, step: 23 };
const YARD_QUEUE = { bottom: 314, step: 23, columns: 14 };
const ROW = { top: 336, height: 38 };
const REST = { top: 400 };
const SLOT = 33;
const SIZE = { width: 30, height: 20 };
const STEP_S = 10;
const PACE = 30; // seconds of the quay in one of the film's
const WAITING = new Set(["no-order", "at-crane", "at-yard"]);

const NO_BREAK = "\u00a0";
const clock = (time) =>
  [Math.floor(time / 60), "min", String(Math.floor(time % 60)).padStart(2, "0"), "s"].join(
    NO_BREAK,
  );
const lastBefore = (list, time, at = (each) => each[0]) => {
  let found = list[0];
  for (const each of list) {
    if (at(each) > time) break;
    found = each;
  }
  return found;
};
const within = (spans, time) => spans.some(([since, until]) => since <= time && time < until);
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// The film's lists come flat.
const rows = (flat, size) =>
  Array.from({ length: flat.length / size }, (_, at) => flat.slice(at * size, (at + 1) * size));
const unrolled = (film, doings) => ({
  ...film,
  carriers: film.carriers.map((flat) =>
    rows(flat, 3).map(([since, doing, place]) => [since, doings[doing], place]),
  ),
  ground: film.ground.map((flat) => rows(flat, 2)),
  waits: film.waits.map((flat) => rows(flat, 2)),
  lorries: rows(film.lorries, 3),
  lorriesWaiting: rows(film.lorriesWaiting, 2),
  outages: rows(film.outages, 2),
});

function places(film) {
  const cranes = film.ground.length;
  return {
    crane: (index) => ((index + 0.5) * VIEW.width) / cranes,
    row: (index) => ((index + 0.5) * VIEW.width) / film.places,
    rowWidth: Math.min(80, VIEW.width / film.places - 8),
  };
}

// Where each carrier is at a time: what it does, and its place in the queue that it stands in.
function carriersAt(film, time) {
  const at = places(film);
  const queues = new Map();
  const now = film.carriers.map((changes, index) => {
    const position = changes.findLastIndex(([since]) => since <= time);
    const [since, doing, place] = changes[Math.max(0, position)];
    const next = changes[position + 1];
    return {
      index,
      since,
      doing,
      place,
      until: next ? next[0] : since + 1,
      earlier: changes[position - 1],
    };
  });
  const inLine = (key) => {
    const taken = queues.get(key) ?? 0;
    queues.set(key, taken + 1);
    return taken;
  };
  const spots = new Map();
  for (const one of [...now].sort((a, b) => a.since - b.since)) {
    if (one.doing === "loading") spots.set(one.index, [at.crane(one.place) + 30, CRANE.bottom - 8]);
    else if (one.doing === "at-crane")
      spots.set(one.index, [
        at.crane(one.place),
        QUEUE.top + QUEUE.step * inLine(`crane ${one.place}`),
      ]);
    else if (one.doing === "at-yard") {
      const line = inLine("yard");
      spots.set(one.index, [
        20 + (line % YARD_QUEUE.columns) * SLOT,
        YARD_QUEUE.bottom - YARD_QUEUE.step * Math.floor(line / YARD_QUEUE.columns),
      ]);
    } else if (one.doing === "stacking")
      spots.set(one.index, [at.row(one.place), ROW.top + ROW.height / 2]);
    else if (one.doing === "no-order")
      spots.set(one.index, [20 + inLine("rest") * SLOT, REST.top + 8]);
    else {
      const share = Math.min(
        1,
        Math.max(0, (time - one.since) / Math.max(1, one.until - one.since)),
      );
      const toCrane = one.doing === "to-crane";
      const yardX =
        one.earlier?.[1] === "stacking" ? at.row(one.earlier[2]) : 20 + ((one.index * SLOT) % 440);
      const craneX = at.crane(one.place);
      const [from, to] = toCrane ? [yardX, craneX] : [craneX, 20 + ((one.index * SLOT) % 440)];
      const [top, bottom] = [QUEUE.top + 22, YARD_QUEUE.bottom - 22];
      spots.set(one.index, [
        from + (to - from) * share,
        toCrane ? bottom + (top - bottom) * share : top + (bottom - top) * share,
      ]);
    }
  }
  return now.map((one) => ({ ...one, spot: spots.get(one.index) }));
}

function text(words, x, y, className = "c5x-quay-words", anchor = "middle") {
  const made = shape("text", { class: className, x, y, "text-anchor": anchor });
  made.textContent = words;
  return made;
}

// What moves is drawn once and then only moved.
function stage(film, words, id) {
  const at = places(film);
  const title = shape("title", { id: `${id}-title` });
  title.textContent = words.film.title;
  const hatch = shape(
    "pattern",
    { id: `${id}-hatch`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
    shape("path", { class: "c5x-quay-hatch", d: "M-2 2l4 -4M0 8L8 0M6 10l4 -4" }),
  );
  const drawing = shape("svg", {
    class: "c5x-quay-plan",
    viewBox: `0 0 ${VIEW.width} ${VIEW.height}`,
    role: "img",
    "aria-labelledby": title.id,
  });
  const cranes = film.ground.map((_, index) => {
    const x = at.crane(index) - CRANE.width / 2;
    const cross = shape("path", {
      class: "c5x-quay-cross",
      d: `M${x} ${CRANE.top}l${CRANE.width} ${CRANE.bottom - CRANE.top}m0 ${CRANE.top - CRANE.bottom}l${-CRANE.width} ${CRANE.bottom - CRANE.top}`,
    });
    const boxes = [0, 1].map((box) =>
      shape("rect", {
        class: "c5x-quay-box",
        x: x + 3 + box * 18,
        y: CRANE.bottom - 14,
        width: 16,
        height: 11,
      }),
    );
    const frame = shape("rect", {
      class: "c5x-quay-crane",
      x,
      y: CRANE.top,
      width: CRANE.width,
      height: CRANE.bottom - CRANE.top,
    });
    return { cross, boxes, group: shape("g", {}, frame, ...boxes, cross) };
  });
  const rows = Array.from({ length: film.places }, (_, index) => {
    const frame = {
      x: at.row(index) - at.rowWidth / 2,
      y: ROW.top,
      width: at.rowWidth,
      height: ROW.height,
    };
    const lorry = shape("rect", { ...frame, fill: `url(#${id}-hatch)` });
    return {
      lorry,
      group: shape("g", {}, shape("rect", { ...frame, class: "c5x-quay-row" }), lorry),
    };
  });
  const carriers = film.carriers.map((_, index) => {
    const body = shape("rect", {
      class: "c5x-quay-carrier",
      x: -SIZE.width / 2,
      y: -SIZE.height / 2,
      ...SIZE,
      rx: 3,
    });
    const group = shape("g", {}, body, text(index + 1, 0, 6, "c5x-quay-number"));
    return { body, group };
  });
  const out = text(words.film.out, VIEW.width / 2, 228, "c5x-quay-out");
  drawing.append(
    title,
    shape("defs", {}, hatch),
    shape("rect", { class: "c5x-quay-water", width: VIEW.width, height: 56 }),
    shape("rect", {
      class: "c5x-quay-ship",
      x: 12,
      y: SHIP.top,
      width: VIEW.width - 24,
      height: SHIP.bottom - SHIP.top,
      rx: 16,
    }),
    text(words.film.ship, VIEW.width - 24, 24, "c5x-quay-words", "end"),
    shape("line", { class: "c5x-quay-edge", x2: VIEW.width, y1: 56, y2: 56 }),
    text(words.film.yard, VIEW.width - 8, ROW.top - 30, "c5x-quay-words", "end"),
    ...cranes.map(({ group }) => group),
    ...rows.map(({ group }) => group),
    out,
    ...carriers.map(({ group }) => group),
  );
  const show = (time) => {
    const network = !within(film.outages, time);
    out.style.display = network ? "none" : "";
    cranes.forEach(({ cross, boxes }, index) => {
      cross.style.display = within(film.waits[index], time) ? "" : "none";
      const [, standing] = lastBefore(film.ground[index], time);
      boxes.forEach((box, place) => {
        box.style.display = place < standing ? "" : "none";
      });
    });
    rows.forEach(({ lorry }, index) => {
      const taken = film.lorries.some(
        ([place, since, until]) => place === index && since <= time && time < until,
      );
      lorry.style.display = taken ? "" : "none";
    });
    const now = carriersAt(film, time);
    now.forEach(({ index, doing, spot: [x, y] }) => {
      carriers[index].group.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
      carriers[index].group.setAttribute("class", WAITING.has(doing) ? "c5x-quay-waits" : "");
    });
    const count = (...which) => now.filter(({ doing }) => which.includes(doing)).length;
    const idle = film.waits.filter((spans) => within(spans, time)).length;
    return fill(words.film.now, {
      time: clock(time),
      network: network ? words.film.up : words.film.out,
      working: film.ground.length - idle,
      idle,
      moving: count("to-crane", "loading", "to-yard", "stacking"),
      crane: count("at-crane"),
      yard: count("at-yard"),
      orders: count("no-order"),
      lorries: lastBefore(film.lorriesWaiting, time)[1],
    });
  };
  return { drawing, show };
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "quay", words);

    const controls = model.get("controls").map((each) => ({
      id: each.id,
      ...labelledSlider({
        id: `${id}-${each.id}`,
        name: each.name,
        help: each.help,
        labels: each.labels,
        position: model.get("stops")[each.id],
        moved: (position) => {
          model.set("stops", { ...model.get("stops"), [each.id]: position });
          model.save_changes();
        },
      }),
    }));
    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const plan = element("div", {});
    let shown;
    let told = "";
    const moments = Array.from({ length: words.seconds / STEP_S + 1 }, (_, at) => at * STEP_S);
    const film = player({
      words: words.player,
      id,
      pace: () => PACE,
      end: () => words.seconds,
      stops: () => moments,
      show: (time) => {
        told = shown ? shown.show(time) : "";
      },
      tell: () => told,
      quiet: true,
      timeline: { name: words.film.time, labels: () => moments.map(clock) },
    });
    const stations = element("div", {});
    const doing = element("details", {}, element("summary", { textContent: words.doing }));
    const how = element(
      "details",
      {},
      element("summary", { textContent: words.how }),
      ...words.method.map((each) => element("p", { textContent: each })),
    );
    const watched = element(
      "figure",
      { className: "c5x-figure" },
      element("p", { className: "c5x-legend", textContent: words.film.heading }),
      plan,
      film.row,
      element("figcaption", { className: "c5x-help", textContent: words.film.keys }),
    );
    const content = element(
      "div",
      {},
      advice,
      element(
        "div",
        { className: "c5x-columns" },
        watched,
        element(
          "div",
          {},
          element(
            "fieldset",
            {},
            element("legend", { textContent: words.settings }),
            ...controls.map(({ row }) => row),
          ),
          stations,
        ),
      ),
      doing,
      how,
      element("p", { className: "c5x-help", textContent: words.sources }),
    );
    el.append(lockedNote, content);

    const show = () => {
      const found = model.get("found");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !found.advice;
      if (content.hidden) {
        film.stop();
        return;
      }
      if (advice.textContent !== found.advice) advice.textContent = found.advice;
      for (const each of [watched, stations, doing]) each.hidden = !found.film;
      if (!found.film) {
        film.stop();
        shown = undefined;
        return;
      }
      shown = stage(unrolled(found.film, words.doings), words, id);
      plan.replaceChildren(shown.drawing);
      film.draw();
      stations.replaceChildren(
        dataTable({
          label: words.stations,
          caption: words.caption,
          headers: words.headers,
          rows: found.rows,
        }),
      );
      doing.replaceChildren(
        doing.firstChild,
        dataTable({
          label: words.doing,
          caption: words.doing,
          headers: words.doingHeaders,
          rows: found.doing,
        }),
      );
    };
    const follow = () => {
      for (const each of controls) each.show(model.get("stops")[each.id]);
    };
    show();
    model.on("change:found", show);
    model.on("change:locked", show);
    model.on("change:stops", follow);
    return () => {
      film.close();
      model.off("change:found", show);
      model.off("change:locked", show);
      model.off("change:stops", follow);
    };
  },
};
