// Ten slots as buttons, played one after the other; the two rates as bars, and what the neighbours
// think of it.

const ARROWS = { D: "↓", S: "↕", U: "↑" };

function rateBar({ name, share, words }) {
  const bar = element(
    "div",
    { className: "c5x-rate-bar", ariaHidden: "true" },
    element("span", {}),
  );
  bar.firstChild.style.width = `${100 * share}%`;
  return element(
    "li",
    {},
    element("span", { textContent: name }),
    bar,
    element("strong", { textContent: words }),
  );
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const presets = model.get("presets");
    const { id, lockedNote } = explorerFrame(el, "tdd", words);

    const set = (uplink) => {
      model.set("uplink", uplink);
      model.save_changes();
    };
    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const preset = labelledSelect({
      id: `${id}-preset`,
      name: words.presets,
      options: [{ value: "", words: words.own }, ...presets],
      value: "",
      chosen: (value) => {
        const known = presets.find((each) => each.value === value);
        if (known) set([...known.uplink]);
      },
    });
    const press = element("p", {
      id: `${id}-press`,
      className: "c5x-help",
      textContent: words.press,
    });
    const slots = model.get("uplink").map((_, index) => {
      const letter = element("strong", {});
      const button = element(
        "button",
        { type: "button", className: "c5x-slot" },
        element("span", { textContent: index + 1 }),
        letter,
      );
      button.addEventListener("click", () =>
        set(model.get("uplink").map((up, at) => (at === index ? !up : up))),
      );
      const show = (pattern) => {
        letter.textContent = `${ARROWS[pattern]}${pattern}`;
        button.className = `c5x-slot c5x-slot-${pattern}`;
        button.setAttribute(
          "aria-label",
          `${words.slot} ${index + 1}, ${pattern}, ${words.kinds[pattern]}`,
        );
      };
      return { button, show };
    });
    const frame = element("div", { className: "c5x-slots" }, ...slots.map(({ button }) => button));
    const kinds = element(
      "p",
      { className: "c5x-help" },
      Object.entries(words.kinds)
        .map(([kind, meaning]) => `${ARROWS[kind]}${kind} ${meaning}`)
        .join(" · "),
    );
    const group = element(
      "fieldset",
      {},
      element("legend", { textContent: words.slots }),
      press,
      frame,
      kinds,
    );
    group.setAttribute("aria-describedby", press.id);
    const film = player({
      words: words.player,
      id,
      end: () => slots.length - 1,
      pace: () => 1,
      stops: () => slots.map((_, index) => index),
      show: (at) =>
        slots.forEach(({ button }, index) => {
          if (index === at) button.setAttribute("aria-current", "step");
          else button.removeAttribute("aria-current");
        }),
      tell: (at) => model.get("found").told?.[at] ?? "",
      jumps: true,
      quiet: true,
    });
    const rates = element("ul", { className: "c5x-rates", ariaLabel: words.rates });
    const neighbours = element("p", { className: "c5x-neighbours" });
    const compare = element("details", {}, element("summary", { textContent: words.table }));
    const content = element(
      "div",
      {},
      advice,
      preset.row,
      group,
      film.row,
      element("p", { className: "c5x-legend", textContent: words.rates }),
      rates,
      element("p", { className: "c5x-legend", textContent: words.neighbours }),
      neighbours,
      compare,
      element("p", { className: "c5x-help", textContent: words.given }),
      element("p", { className: "c5x-help", textContent: words.sources }),
    );
    el.append(lockedNote, content);

    const show = () => {
      const found = model.get("found");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !found.pattern;
      if (content.hidden) return;
      if (advice.textContent !== found.advice) advice.textContent = found.advice;
      slots.forEach((slot, index) => slot.show(found.pattern[index]));
      film.draw();
      const same = presets.find((each) =>
        each.uplink.every((up, index) => up === model.get("uplink")[index]),
      );
      preset.show(same ? same.value : "");
      rates.replaceChildren(...found.bars.map(rateBar));
      neighbours.textContent = `${found.inStep ? "✓" : "✕"} ${found.neighbours}`;
      neighbours.className = `c5x-neighbours ${found.inStep ? "c5x-in-step" : "c5x-out-of-step"}`;
      const { table: label, caption, headers } = words;
      const [own, ...known] = found.rows;
      compare.replaceChildren(
        compare.firstChild,
        dataTable({ label, caption, headers, rows: known, asked: [own] }),
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
