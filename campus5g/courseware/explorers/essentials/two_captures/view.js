// Two captures of one registration: the bytes of a message, its fields, and where a number stands.

function places(spans) {
  return spans
    .map(([start, stop]) => (stop - start === 1 ? `${stop}` : `${start + 1}–${stop}`))
    .join(", ");
}

const inside = (spans, at) => spans.some(([start, stop]) => start <= at && at < stop);

// One capture: bytes, what was found in them, and fields that underline theirs when pressed.
function panel(words, capture, message, found) {
  const verdict = found.length ? words.found.replace("{places}", places(found)) : words.missing;
  const boxes = message.bytes.map((text, at) =>
    element("span", {
      className: inside(found, at) ? "c5x-byte c5x-found" : "c5x-byte",
      textContent: text,
    }),
  );
  const grid = element(
    "div",
    {
      className: "c5x-bytes",
      role: "img",
      ariaLabel: `${message.bytes.length} ${words.bytes}. ${verdict}.`,
    },
    ...boxes,
  );
  const about = element("p", {
    className: "c5x-help",
    ariaLive: "polite",
    textContent: words.pieces,
  });
  const fields = message.pieces.map((piece) => {
    const button = element(
      "button",
      { type: "button", className: "c5x-piece", ariaPressed: "false" },
      element("span", { textContent: piece.name }),
      element("span", { className: "c5x-piece-value", textContent: piece.value }),
    );
    button.addEventListener("click", () => {
      const pick = button.ariaPressed !== "true";
      fields.forEach((other) => (other.ariaPressed = "false"));
      button.ariaPressed = String(pick);
      boxes.forEach((box, at) =>
        box.classList.toggle("c5x-picked", pick && piece.at <= at && at < piece.stop),
      );
      about.textContent = pick
        ? `${(piece.stop - piece.at === 1 ? words.onePlace : words.place).replace("{places}", places([[piece.at, piece.stop]]))} – ${piece.about}`
        : words.pieces;
    });
    return button;
  });
  return element(
    "section",
    { className: "c5x-capture", ariaLabel: capture.name },
    element("p", { className: "c5x-legend", textContent: capture.name }),
    element(
      "p",
      { className: found.length ? "c5x-verdict-found" : "c5x-verdict-missing" },
      element("span", { ariaHidden: "true", textContent: found.length ? "● " : "○ " }),
      verdict,
    ),
    grid,
    about,
    element("div", { className: "c5x-pieces" }, ...fields),
  );
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "two-captures", words);
    const content = element("div");
    el.append(lockedNote, content);

    const show = () => {
      const captures = model.get("captures");
      const searches = model.get("searches");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !captures.length;
      if (content.hidden) return content.replaceChildren();
      let search = searches[0];
      const titles = captures[0].messages.map(
        (message, at) =>
          `${at + 1}. ${at && message.name === captures[0].messages[0].name ? words.again : message.name}`,
      );
      const choose = element(
        "select",
        { id: `${id}-message` },
        ...titles.map((text, at) => element("option", { value: at, textContent: text })),
      );
      const way = element("p", { className: "c5x-help", ariaLive: "polite" });
      const panels = element("div", { className: "c5x-captures" });
      const table = element("details", {}, element("summary", { textContent: words.table }));
      const draw = () => {
        const at = Number(choose.value);
        way.textContent = captures[0].messages[at].way;
        panels.replaceChildren(
          ...captures.map((capture, side) =>
            panel(words, capture, capture.messages[at], search.found[side][at]),
          ),
        );
        const rows = titles.map((title, row) => [
          title,
          ...captures.map((_, side) => places(search.found[side][row]) || words.no),
        ]);
        table.replaceChildren(
          table.firstChild,
          dataTable({
            label: words.table,
            caption: `${search.name}. ${words.caption}`,
            headers: [words.message, ...captures.map((capture) => capture.name)],
            rows,
          }),
        );
      };
      const radios = searches.map((each) => {
        const input = element("input", {
          type: "radio",
          name: `${id}-search`,
          value: each.id,
          checked: each === search,
        });
        input.addEventListener("change", () => {
          search = each;
          draw();
        });
        return element(
          "label",
          { className: "c5x-choice" },
          input,
          element("span", { textContent: each.name }),
        );
      });
      choose.addEventListener("change", draw);
      draw();
      const message = element(
        "div",
        { className: "c5x-situation" },
        element("label", {
          htmlFor: choose.id,
          className: "c5x-legend",
          textContent: words.message,
        }),
        choose,
        way,
      );
      const sought = element(
        "fieldset",
        {},
        element("legend", { textContent: words.search }),
        element("div", { className: "c5x-boxes c5x-searches" }, ...radios),
      );
      content.replaceChildren(
        element("div", { className: "c5x-captures" }, message, sought),
        panels,
        table,
        element("p", { className: "c5x-help", textContent: words.source }),
      );
    };
    show();
    model.on("change:captures", show);
    model.on("change:locked", show);
    return () => {
      model.off("change:captures", show);
      model.off("change:locked", show);
    };
  },
};
