// A registration: a drawing of the network in which each message's way lights up.

// Where each is, and half its size. What can be touched has a picture; functions of the core are boxes.
const PICTURED = { width: 32, height: 37 };
const BOX = { width: 31, height: 18 };
const NODES = {
  sim: { at: [34, 41], half: PICTURED, part: "sim" },
  ue: { at: [34, 145], half: PICTURED, part: "agv" },
  gnb: { at: [121, 145], half: PICTURED, part: "gnb" },
  amf: { at: [196, 66], half: BOX },
  smf: { at: [266, 66], half: BOX },
  upf: { at: [231, 145], half: BOX },
  site: { at: [342, 145], half: PICTURED, part: "desk" },
};
const NAME_HEIGHT = 23;
const LINKS = [
  ["sim", "ue"],
  ["ue", "gnb"],
  ["gnb", "amf"],
  ["amf", "smf"],
  ["smf", "upf"],
  ["gnb", "upf"],
  ["upf", "site"],
];

// Where a line from a node to another leaves it.
function edge(from, to) {
  const { at, half } = NODES[from];
  const [dx, dy] = [NODES[to].at[0] - at[0], NODES[to].at[1] - at[1]];
  const scale = Math.min(half.width / Math.abs(dx || 1e-9), half.height / Math.abs(dy || 1e-9));
  return [at[0] + dx * scale, at[1] + dy * scale];
}

function network(words, places) {
  const links = LINKS.map(([one, other]) => {
    const [x1, y1] = edge(one, other);
    const [x2, y2] = edge(other, one);
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
  const box = (name, [x, y], { width, height }) =>
    shape("rect", {
      class: name,
      x: x - width,
      y: y - height,
      width: 2 * width,
      height: 2 * height,
      rx: 8,
    });
  const nodes = Object.entries(NODES).map(([place, { at, half, part }]) => {
    const [x, y] = at;
    const named = part ? y + half.height - NAME_HEIGHT / 2 : y;
    const pictured = part
      ? [
          box("c5x-reg-box", at, half),
          libraryPart(part, x, y + half.height - NAME_HEIGHT - 3, part === "agv" ? 36 : 44),
        ]
      : [];
    const under = part ? { width: half.width, height: NAME_HEIGHT / 2 } : half;
    return shape(
      "g",
      { class: "c5x-reg-node", "data-place": place },
      ...pictured,
      box(part ? "c5x-reg-under" : "c5x-reg-box c5x-reg-under", [x, named], under),
      text(places[place], x, named + 5, "c5x-reg-name"),
    );
  });
  return [
    core,
    text(words.core, 231, 34, "c5x-tick"),
    text(words.air, 78, 100, "c5x-tick"),
    ...links,
    ...nodes,
  ];
}

function arrow(from, to) {
  const [x1, y1] = edge(from, to);
  const [x2, y2] = edge(to, from);
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
    let shownStep = null;
    let impatient = false;
    const { id, lockedNote } = explorerFrame(el, "registration", words);

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
    const film = player({
      words: words.player,
      id,
      // Four seconds to read a message.
      pace: () => 1 / 4,
      end: () => model.get("steps").length - 1,
      stops: () => [...model.get("steps").keys()],
      show: (at) => showStep(Math.floor(at)),
      tell: () => "",
      jumps: true,
    });
    const again = element("button", { type: "button", textContent: words.again });
    const table = element("div");
    const content = element(
      "div",
      {},
      source,
      element("figure", {}, drawing, element("figcaption", {}, said)),
      film.row,
      element("p", {}, again),
      element("details", {}, element("summary", { textContent: words.table }), table),
      element("p", { className: "c5x-help", textContent: `${words.stand_in} ${words.sources}` }),
    );
    el.append(lockedNote, waiting, content);

    const showStep = (at) => {
      if (at === shownStep) return;
      shownStep = at;
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
    };
    const ask = () => {
      model.set("asked", model.get("asked") + 1);
      model.save_changes();
    };
    patience.addEventListener("click", () => {
      impatient = true;
      show();
      film.row.querySelector("button").focus();
    });
    again.addEventListener("click", () => {
      impatient = true;
      film.go(0);
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
      // What was captured is another now, at the same step.
      shownStep = null;
      film.draw();
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
      film.close();
      for (const name of ["steps", "source", "waiting", "locked"])
        model.off(`change:${name}`, show);
    };
  },
};
