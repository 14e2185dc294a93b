// A registration: a drawing of the network in which each message's way lights up.

const NODES = {
  sim: [36, 66],
  ue: [36, 146],
  gnb: [124, 146],
  amf: [196, 66],
  smf: [266, 66],
  upf: [231, 146],
  site: [342, 146],
};
const LINKS = [
  ["sim", "ue"],
  ["ue", "gnb"],
  ["gnb", "amf"],
  ["amf", "smf"],
  ["smf", "upf"],
  ["gnb", "upf"],
  ["upf", "site"],
];
const HALF = { width: 31, height: 18 };

// Where a line between two nodes leaves the first.
function edge([fromX, fromY], [toX, toY]) {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const scale = Math.min(HALF.width / Math.abs(dx || 1e-9), HALF.height / Math.abs(dy || 1e-9));
  return [fromX + dx * scale, fromY + dy * scale];
}

function network(words, places) {
  const links = LINKS.map(([one, other]) => {
    const [x1, y1] = edge(NODES[one], NODES[other]);
    const [x2, y2] = edge(NODES[other], NODES[one]);
    const air = one === "ue" && other === "gnb";
    return shape("line", { class: `c5x-reg-link${air ? " c5x-reg-air" : ""}`, x1, y1, x2, y2 });
  });
  const text = (label, x, y, name) => {
    const made = shape("text", { class: name, x, y, "text-anchor": "middle" });
    made.textContent = label;
    return made;
  };
  const core = shape("rect", {
    class: "c5x-reg-core",
    x: 159,
    y: 10,
    width: 144,
    height: 166,
    rx: 10,
  });
  const nodes = Object.entries(NODES).map(([place, [x, y]]) =>
    shape(
      "g",
      { class: "c5x-reg-node", "data-place": place },
      shape("rect", {
        x: x - HALF.width,
        y: y - HALF.height,
        width: 2 * HALF.width,
        height: 2 * HALF.height,
        rx: 8,
      }),
      text(places[place], x, y + 6, "c5x-reg-name"),
    ),
  );
  return [
    core,
    text(words.core, 231, 34, "c5x-tick"),
    text(words.air, 80, 126, "c5x-tick"),
    ...links,
    ...nodes,
  ];
}

function arrow(from, to) {
  const [x1, y1] = edge(NODES[from], NODES[to]);
  const [x2, y2] = edge(NODES[to], NODES[from]);
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const point = (along, across) =>
    `${(x2 - ux * along - uy * across).toFixed(1)} ${(y2 - uy * along + ux * across).toFixed(1)}`;
  return shape("path", {
    class: "c5x-reg-arrow",
    d: `M${x1} ${y1}L${point(6, 0)}M${point(0, 0)}L${point(11, 7)}L${point(11, -7)}Z`,
  });
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const id = `c5x-reg-${unique()}`;
    let at = 0;
    let impatient = false;
    el.classList.add("c5x-explorer", "c5x-registration");
    el.dataset.lmSuppressShortcuts = "true";

    const lockedNote = element("p", { className: "c5x-locked", textContent: words.locked });
    const patience = element("button", { type: "button", textContent: words.kept });
    const waiting = element(
      "div",
      { role: "status" },
      element("p", { className: "c5x-reg-waiting", textContent: words.waiting }),
      patience,
    );
    const source = element("p", { className: "c5x-help", role: "status" });

    const title = shape("title", { id });
    const way = shape("g");
    const drawing = shape(
      "svg",
      { class: "c5x-chart", viewBox: "0 0 378 186", role: "img", "aria-labelledby": id },
      title,
      ...network(words, model.get("places")),
      way,
    );
    const said = element("div", { className: "c5x-reg-said", ariaLive: "polite" });
    const before = element("button", { type: "button", textContent: words.before });
    const next = element("button", {
      type: "button",
      className: "c5x-main",
      textContent: words.next,
    });
    const again = element("button", { type: "button", textContent: words.again });
    const table = element("div");
    const content = element(
      "div",
      {},
      source,
      element("figure", {}, drawing, element("figcaption", {}, said)),
      element("div", { className: "c5x-reg-moves" }, before, next),
      element("p", {}, again),
      element("details", {}, element("summary", { textContent: words.table }), table),
      element("p", { className: "c5x-help", textContent: `${words.stand_in} ${words.sources}` }),
    );
    el.append(lockedNote, waiting, content);

    const showStep = () => {
      const steps = model.get("steps");
      const step = steps[at];
      const places = step.places;
      title.textContent = `${words.drawing} ${step.way}`;
      way.replaceChildren(...places.slice(1).map((place, index) => arrow(places[index], place)));
      for (const node of drawing.querySelectorAll(".c5x-reg-node")) {
        node.classList.toggle("c5x-reg-on", places.includes(node.dataset.place));
        node.classList.toggle("c5x-reg-speaks", node.dataset.place === places[0]);
      }
      said.replaceChildren(
        element("p", {
          className: "c5x-kicker",
          textContent: `${words.step} ${at + 1} ${words.of} ${steps.length} · ${step.time} ${words.after}`,
        }),
        element("p", { className: "c5x-question", textContent: step.title }),
        element("p", { className: "c5x-reg-way", textContent: step.way }),
        element("p", { textContent: step.told }),
        element(
          "p",
          { className: "c5x-reg-field" },
          element("span", { textContent: step.field }),
          element("code", { textContent: step.value }),
        ),
      );
      before.disabled = at === 0;
      next.disabled = at === steps.length - 1;
    };
    const go = (by) => {
      const last = model.get("steps").length - 1;
      at = Math.min(last, Math.max(0, at + by));
      showStep();
      // A button that has just gone grey would lose the focus.
      if (at === last) before.focus();
      if (at === 0) next.focus();
    };
    before.addEventListener("click", () => go(-1));
    next.addEventListener("click", () => go(1));
    const ask = () => {
      model.set("asked", model.get("asked") + 1);
      model.save_changes();
    };
    patience.addEventListener("click", () => {
      impatient = true;
      show();
      next.focus();
    });
    again.addEventListener("click", () => {
      impatient = true;
      at = 0;
      ask();
    });

    const show = () => {
      const locked = model.get("locked");
      const hold = model.get("waiting") && !impatient;
      lockedNote.hidden = !locked;
      waiting.hidden = locked || !hold;
      content.hidden = locked || hold;
      source.textContent = model.get("waiting") ? words.waiting : model.get("source");
      table.replaceChildren(
        dataTable({
          label: words.table,
          caption: words.caption,
          headers: words.headers,
          rows: model
            .get("steps")
            .map((step) => [step.time, step.title, step.way, step.field, step.value]),
        }),
      );
      showStep();
    };
    // The capture begins when the learner comes here, not with every page that opens.
    const sight = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      sight.disconnect();
      if (!model.get("asked")) ask();
    });
    sight.observe(el);
    show();
    for (const name of ["steps", "source", "waiting", "locked"]) model.on(`change:${name}`, show);
    return () => {
      sight.disconnect();
      for (const name of ["steps", "source", "waiting", "locked"])
        model.off(`change:${name}`, show);
    };
  },
};
