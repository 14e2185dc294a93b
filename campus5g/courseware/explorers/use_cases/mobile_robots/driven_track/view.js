// A plan of a ride: its places, the vehicle that drives it, and where the last answer puts it.

const PLAN = { width: 600, height: 350, margin: 30, bar: 40 };
const SCALE_BARS_M = [20, 100];
const LONGEST_BAR = 200;

// Metres to units of the plan, the same in both directions, north upwards.
function fitting(frames) {
  const xs = frames.map(([x]) => x);
  const ys = frames.map(([, y]) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const scale = Math.min(
    (PLAN.width - 2 * PLAN.margin) / Math.max(1, right - left),
    (PLAN.height - 2 * PLAN.margin - PLAN.bar) / Math.max(1, high - low),
  );
  const [middleX, middleY] = [(left + right) / 2, (low + high) / 2];
  return {
    scale,
    at: (x, y) => [
      PLAN.width / 2 + (x - middleX) * scale,
      (PLAN.height - PLAN.bar) / 2 - (y - middleY) * scale,
    ],
  };
}

function marked(text, x, y, className) {
  const made = shape("text", { class: className, x, y, "text-anchor": "middle" });
  made.textContent = text;
  return made;
}

// A cross for a silence, a dot otherwise: told apart without colour.
function placeMark({ silent }, x, y) {
  return silent
    ? shape("path", {
        class: "c5x-ride-silent",
        d: `M${x - 7} ${y - 7}l14 14m0 -14l-14 14`,
      })
    : shape("circle", { class: "c5x-ride-fine", cx: x, cy: y, r: 4 });
}

function rideKey(mark, words) {
  return element(
    "li",
    {},
    shape("svg", { class: "c5x-key", viewBox: "0 0 40 24", "aria-hidden": "true" }, mark),
    element("span", { textContent: words }),
  );
}

const vehicleMark = (x, y) => shape("circle", { class: "c5x-ride-vehicle", cx: x, cy: y, r: 10 });
const knownMark = (x, y) =>
  shape("rect", { class: "c5x-ride-known", x: x - 11, y: y - 11, width: 22, height: 22 });

export default {
  render({ model, el }) {
    const words = model.get("words");
    const choices = model.get("choices");
    let fit = null;
    let shownTrack = null;
    const { id, lockedNote } = explorerFrame(el, "ride", words);

    const change = (name, value) => {
      model.set("settings", { ...model.get("settings"), [name]: value });
      model.save_changes();
    };
    const found = () => model.get("found");
    const missing = element("p", { className: "c5x-warning", role: "status" });
    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const selects = ["track", "tolerated"].map((name) => ({
      name,
      ...labelledSelect({
        id: `${id}-${name}`,
        name: words[name],
        options: choices[name].map((text, value) => ({ value, words: text })),
        value: model.get("settings")[name],
        chosen: (value) => change(name, Number(value)),
      }),
    }));
    const plan = shape("svg", {
      class: "c5x-ride-plan",
      viewBox: `0 0 ${PLAN.width} ${PLAN.height}`,
      role: "img",
      "aria-labelledby": `${id}-title`,
    });
    const fixed = shape("g");
    const known = knownMark(0, 0);
    const vehicle = vehicleMark(0, 0);
    const spoken = shape("title", { id: `${id}-title` });
    plan.append(spoken, fixed, known, vehicle);
    plan.addEventListener("click", (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(
        plan.getScreenCTM().inverse(),
      );
      const away = found().places.map(({ x, y }) => {
        const [px, py] = fit.at(x, y);
        return Math.hypot(px - point.x, py - point.y);
      });
      film.go(found().places[away.indexOf(Math.min(...away))].at);
    });

    const running = element("p", { className: "c5x-help c5x-ride-running" });
    running.setAttribute("aria-hidden", "true");
    const film = player({
      words: words.player,
      id,
      pace: () => 1,
      end: () => (found().frames.length - 1) / words.framesPerS,
      stops: () => found().places.map(({ at }) => at),
      show: drawFrame,
      tell: (at) => placeAt(at).words,
      speeds: words.speeds,
      quiet: true,
      timeline: {
        name: words.place,
        help: words.placeHelp,
        labels: () => found().places.map(({ label }) => label),
        spoken: () => found().places.map((one) => one.words),
      },
    });
    const table = element("details", {}, element("summary", { textContent: words.table }));
    const how = element(
      "details",
      {},
      element("summary", { textContent: words.how }),
      ...words.method.map((text) => element("p", { textContent: text })),
    );
    const sources = words.sources.map((text) =>
      element("p", { className: "c5x-help", textContent: text }),
    );
    const changes = element("p", { className: "c5x-help" });
    const ride = element(
      "div",
      {},
      element(
        "figure",
        {},
        plan,
        element(
          "ul",
          { className: "c5x-keys" },
          rideKey(vehicleMark(20, 12), words.vehicle),
          rideKey(knownMark(20, 12), words.known),
          rideKey(placeMark({ silent: false }, 20, 12), words.fine),
          rideKey(placeMark({ silent: true }, 20, 12), words.silent),
        ),
        changes,
      ),
      running,
      film.row,
      table,
    );
    const content = element(
      "div",
      {},
      advice,
      element("div", { className: "c5x-ride-choices" }, ...selects.map(({ row }) => row)),
      missing,
      ride,
      how,
      ...sources,
    );
    el.append(lockedNote, content);

    function move(mark, x, y) {
      const [px, py] = fit.at(x, y);
      mark.setAttribute("transform", `translate(${px.toFixed(1)} ${py.toFixed(1)})`);
    }
    const placeAt = (at) =>
      found().places.findLast((one) => one.at <= at + 1e-9) ?? found().places[0];
    function drawFrame(at) {
      const { frames, tolerated } = found();
      const frame = Math.min(frames.length - 1, Math.round(at * words.framesPerS));
      const [x, y, knownX, knownY, silent] = frames[frame];
      move(vehicle, x, y);
      move(known, knownX, knownY);
      vehicle.classList.toggle("c5x-ride-lost", silent > tolerated);
      running.textContent = words.running
        .replace("{s}", Math.floor(frame / words.framesPerS))
        .replace("{ms}", silent);
    }
    function drawPlan() {
      const { frames, places, title } = found();
      fit = fitting(frames);
      const line = frames.map(([x, y], at) => {
        const [px, py] = fit.at(x, y);
        return `${at ? "L" : "M"}${px.toFixed(1)} ${py.toFixed(1)}`;
      });
      const letters = places.flatMap((one, at) => {
        if (at && places[at - 1].cell === one.cell) return [];
        const [px, py] = fit.at(one.x, one.y);
        return [marked(one.cell, px, Math.max(20, py - 16), "c5x-ride-cell")];
      });
      const marks = places.map((one) => placeMark(one, ...fit.at(one.x, one.y)));
      const metres =
        SCALE_BARS_M.findLast((each) => each * fit.scale <= LONGEST_BAR) ?? SCALE_BARS_M[0];
      const bar = metres * fit.scale;
      const [barX, barY] = [PLAN.width - PLAN.margin - bar, PLAN.height - 14];
      spoken.textContent = title;
      fixed.replaceChildren(
        shape("path", { class: "c5x-ride-way", d: line.join("") }),
        ...marks,
        ...letters,
        shape("path", { class: "c5x-ride-scale", d: `M${barX} ${barY}h${bar.toFixed(1)}` }),
        marked(words.scale.replace("{m}", metres), barX + bar / 2, barY - 6, "c5x-tick"),
      );
    }
    const show = () => {
      const now = found();
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !(now.advice || now.missing);
      if (content.hidden) return;
      for (const select of selects) select.show(model.get("settings")[select.name]);
      advice.hidden = ride.hidden = !now.places;
      missing.textContent = now.missing ?? "";
      if (!now.places) {
        shownTrack = null;
        film.halt();
        return;
      }
      if (advice.textContent !== now.advice) advice.textContent = now.advice;
      changes.textContent = now.changes;
      drawPlan();
      if (shownTrack !== now.track) {
        shownTrack = now.track;
        film.go(0);
      } else film.draw();
      const { table: label, caption, headers } = words;
      table.replaceChildren(
        table.firstChild,
        dataTable({ label, caption, headers, rows: now.rows }),
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
