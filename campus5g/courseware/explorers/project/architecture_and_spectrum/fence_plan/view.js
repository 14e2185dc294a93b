// A plan of a site: the learner draws a building and places antennas; squares show the level.

const SCALE = 2; // units of the drawing a metre
const AROUND = 18; // for the fence, and antennas on it
const FACES = { 1: -90, 2: 0, 3: 90, 4: 180 }; // degrees of the arc before a directional antenna

function patterns(id) {
  const pattern = (letter, ...marks) =>
    shape(
      "pattern",
      { id: `${id}-${letter}`, width: 12, height: 12, patternUnits: "userSpaceOnUse" },
      shape("rect", { class: `c5x-fence-${letter}`, width: 12, height: 12 }),
      ...marks.map((d) => shape("path", { class: `c5x-fence-${letter}-mark`, d })),
    );
  return shape(
    "defs",
    {},
    pattern("A"),
    pattern("B", "M-3 3l6 -6M-3 15L15 -3M9 15l6 -6"),
    pattern("C", "M0 0L12 12M0 12L12 0"),
  );
}

// Neighbouring squares of a class are one rectangle.
function ground(lines, cell, id, faint) {
  return lines.flatMap((line, row) =>
    [...line.matchAll(/A+|B+|C+/g)].map((run) =>
      shape("rect", {
        fill: `url(#${id}-${run[0][0]})`,
        "fill-opacity": faint ? 0.55 : 1,
        x: run.index * cell,
        y: row * cell,
        width: run[0].length * cell,
        height: cell,
      }),
    ),
  );
}

// The fence's places run along the top, the bottom, the left and the right.
function loudPlaces({ loud }, { length, width, cell }) {
  const [across, down] = [length / cell + 1, width / cell + 1];
  const at = (index) => {
    if (index < across) return [index * cell, 0];
    if (index < 2 * across) return [(index - across) * cell, width];
    const left = index - 2 * across;
    return left < down ? [0, left * cell] : [length, (left - down) * cell];
  };
  return loud.flatMap((is, index) => {
    if (!is) return [];
    const [x, y] = at(index);
    const along = index < 2 * across;
    const half = cell / 2;
    return [
      shape("line", {
        class: "c5x-fence-loud",
        x1: (along ? x - half : x) * SCALE,
        x2: (along ? x + half : x) * SCALE,
        y1: (along ? y : y - half) * SCALE,
        y2: (along ? y : y + half) * SCALE,
      }),
    ];
  });
}

function mast([column, row, direction], index, chosen, step) {
  const [x, y] = [column * step * SCALE, row * step * SCALE];
  const number = shape("text", { x, y: y + 8, "text-anchor": "middle" });
  number.textContent = index + 1;
  const group = shape(
    "g",
    { class: `c5x-fence-mast${chosen ? " c5x-fence-chosen" : ""}` },
    shape("circle", { cx: x, cy: y, r: 17 }),
    number,
  );
  if (direction in FACES) {
    group.append(
      shape("path", {
        d: `M${x + 18} ${y - 20}A27 27 0 0 1 ${x + 18} ${y + 20}`,
        transform: `rotate(${FACES[direction]} ${x} ${y})`,
      }),
    );
  }
  return group;
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const site = model.get("site");
    const choices = model.get("choices");
    const most = [site.length / site.step, site.width / site.step];
    let placing = 0; // an antenna's index, or -1 for a corner of the building
    let cursor = [Math.round(most[0] / 2), Math.round(most[1] / 2)];
    let image = "";
    const { id, lockedNote } = explorerFrame(el, "fence", words);

    const settings = () => model.get("settings");
    const change = (changed) => {
      model.set("settings", { ...settings(), ...changed });
      model.save_changes();
    };
    const place = (x, y) => {
      cursor = [x, y];
      if (placing < 0) {
        const { outline } = settings();
        const there = outline.some(([column, row]) => column === x && row === y);
        if (!there && outline.length < site.corners) change({ outline: [...outline, [x, y]] });
        else show();
        return;
      }
      change({
        masts: settings().masts.map((one, index) => (index === placing ? [x, y, one[2]] : one)),
      });
    };

    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const plan = shape("svg", {
      class: "c5x-fence-plan",
      viewBox: `${-AROUND} ${-AROUND} ${site.length * SCALE + 2 * AROUND} ${site.width * SCALE + 2 * AROUND}`,
      role: "img",
      "aria-labelledby": `${id}-title`,
    });
    plan.addEventListener("click", (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(
        plan.getScreenCTM().inverse(),
      );
      const step = site.step * SCALE;
      const within = (value, end) => Math.min(end, Math.max(0, Math.round(value / step)));
      place(within(point.x, most[0]), within(point.y, most[1]));
    });

    const which = element("div", {
      className: "c5x-fence-buttons",
      role: "group",
      ariaLabel: words.placing,
    });
    const button = (text, pressed) => {
      const made = element("button", { type: "button", textContent: text });
      made.addEventListener("click", pressed);
      return made;
    };
    const choose = (index) => {
      placing = index;
      if (index >= 0) cursor = settings().masts[index].slice(0, 2);
      show();
    };
    const corner = button(words.corner, () => choose(-1));
    const along = labelledSlider({
      id: `${id}-along`,
      name: words.along,
      labels: choices.along,
      position: cursor[0],
      moved: (x) => {
        cursor = [x, cursor[1]];
        show();
      },
    });
    const across = labelledSlider({
      id: `${id}-across`,
      name: words.across,
      labels: choices.across,
      position: cursor[1],
      moved: (y) => {
        cursor = [cursor[0], y];
        show();
      },
    });
    const put = button(words.put, () => place(...cursor));
    const undo = button(words.undo, () => change({ outline: settings().outline.slice(0, -1) }));
    const clear = button(words.clear, () => {
      placing = -1;
      change({ outline: [] });
    });
    const add = button(words.add, () => {
      placing = settings().masts.length;
      change({ masts: [...settings().masts, [...cursor, 0]] });
    });
    const remove = button(words.remove, () => {
      const left = settings().masts.filter((_, index) => index !== placing);
      placing = Math.max(0, Math.min(placing, left.length - 1));
      change({ masts: left });
    });
    const outlines = labelledSelect({
      id: `${id}-outline`,
      name: words.outline,
      options: [{ value: "", words: words.own }, ...choices.outline],
      value: "",
      chosen: (value) => {
        const known = choices.outline.find((each) => each.value === value);
        if (known) change({ outline: known.corners });
      },
    });
    const direction = labelledSelect({
      id: `${id}-direction`,
      name: words.direction,
      options: choices.direction,
      value: 0,
      chosen: (value) =>
        change({
          masts: settings().masts.map((one, index) =>
            index === Math.max(0, placing) ? [one[0], one[1], Number(value)] : one,
          ),
        }),
    });
    const selects = ["band", "power", "wall"].map((name) => ({
      name,
      ...labelledSelect({
        id: `${id}-${name}`,
        name: words[name],
        options: choices[name],
        value: settings()[name],
        chosen: (value) => change({ [name]: Number(value) }),
      }),
    }));
    const limit = labelledSlider({
      id: `${id}-limit`,
      name: words.limit,
      help: words.limit_help,
      labels: choices.limit,
      position: settings().limit,
      moved: (at) => change({ limit: at }),
    });
    const file = element("input", { type: "file", accept: "image/*,.svg", id: `${id}-image` });
    file.addEventListener("change", () => {
      if (image) URL.revokeObjectURL(image);
      image = file.files[0] ? URL.createObjectURL(file.files[0]) : "";
      show();
    });
    const table = element("details", {}, element("summary", { textContent: words.table }));
    const key = ({ letter, words: text }) =>
      element(
        "li",
        {},
        shape(
          "svg",
          { viewBox: "0 0 40 24", "aria-hidden": "true" },
          shape("rect", { fill: `url(#${id}-${letter})`, width: 40, height: 24 }),
        ),
        element("span", { textContent: text }),
      );
    const content = element(
      "div",
      {},
      advice,
      element(
        "div",
        { className: "c5x-fence-stage" },
        element(
          "figure",
          { className: "c5x-figure" },
          element("p", { className: "c5x-help", textContent: words.tap }),
          element("p", { className: "c5x-legend", textContent: words.placing }),
          which,
          plan,
          element("ul", { className: "c5x-fence-keys" }, ...words.classes.map(key)),
        ),
        element(
          "fieldset",
          {},
          element("legend", { textContent: words.antennas }),
          outlines.row,
          along.row,
          across.row,
          element("div", { className: "c5x-fence-buttons" }, put, undo, clear, add, remove),
          direction.row,
        ),
        element(
          "fieldset",
          {},
          element("legend", { textContent: words.settings }),
          element(
            "div",
            { className: "c5x-fence-settings" },
            ...selects.map(({ row }) => row),
            limit.row,
            element(
              "div",
              { className: "c5x-fence-image" },
              element("label", {
                htmlFor: `${id}-image`,
                className: "c5x-legend",
                textContent: words.image,
              }),
              file,
            ),
          ),
        ),
      ),
      element("p", { className: "c5x-help", textContent: words.scale }),
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

    // The buttons stay the same ones as long as they can, so that the focus stays on them.
    const showButtons = () => {
      const { masts, outline } = settings();
      placing = Math.min(placing, masts.length - 1);
      while (which.children.length > masts.length + 1) which.lastChild.remove();
      if (!which.children.length) which.append(corner);
      while (which.children.length < masts.length + 1) {
        const index = which.children.length - 1;
        which.append(button(`${words.antenna} ${index + 1}`, () => choose(index)));
      }
      [...which.children].forEach((each, index) =>
        each.setAttribute("aria-pressed", index - 1 === placing),
      );
      add.disabled = masts.length === site.antennas;
      remove.disabled = masts.length === 1 || placing < 0;
      undo.disabled = outline.length === 0;
      put.disabled = placing < 0 && outline.length === site.corners;
      along.show(cursor[0]);
      across.show(cursor[1]);
      direction.show(masts[Math.max(0, placing)][2]);
      const same = choices.outline.find(
        (each) => JSON.stringify(each.corners) === JSON.stringify(outline),
      );
      outlines.show(same ? same.value : "");
    };
    const drawn = (found) => {
      const { masts, outline } = settings();
      const spoken = shape("title", { id: `${id}-title` });
      spoken.textContent = found.title;
      const at = ([x, y]) => [x * site.step * SCALE, y * site.step * SCALE];
      const size = { width: site.length * SCALE, height: site.width * SCALE };
      const parts = [spoken, patterns(id)];
      if (image) {
        parts.push(shape("image", { href: image, ...size, preserveAspectRatio: "xMidYMid meet" }));
      }
      parts.push(
        ...ground(found.lines, site.cell * SCALE, id, image !== ""),
        shape("polygon", { class: "c5x-fence-outline", points: outline.map(at).join(" ") }),
        ...outline.map((each) => {
          const [cx, cy] = at(each);
          return shape("circle", { class: "c5x-fence-corner", cx, cy, r: 7 });
        }),
        shape("rect", { class: "c5x-fence-line", ...size }),
        ...loudPlaces(found, site),
      );
      const [cx, cy] = at(cursor);
      parts.push(
        shape("path", {
          class: "c5x-fence-cursor",
          d: `M${cx - 24} ${cy}h14M${cx + 10} ${cy}h14M${cx} ${cy - 24}v14M${cx} ${cy + 10}v14`,
        }),
        ...masts.map((one, index) => mast(one, index, index === placing, site.step)),
      );
      return parts;
    };
    const show = () => {
      const found = model.get("found");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !found.lines;
      if (content.hidden) return;
      showButtons();
      for (const each of selects) each.show(settings()[each.name]);
      limit.show(settings().limit);
      if (advice.textContent !== found.advice) advice.textContent = found.advice;
      plan.replaceChildren(...drawn(found));
      const { table: label, caption, headers } = words;
      table.replaceChildren(
        table.firstChild,
        dataTable({ label, caption, headers, rows: found.rows }),
      );
    };
    choose(0);
    const watched = ["change:found", "change:locked", "change:settings"];
    for (const event of watched) model.on(event, show);
    return () => {
      for (const event of watched) model.off(event, show);
      if (image) URL.revokeObjectURL(image);
    };
  },
};
