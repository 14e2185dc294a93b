// A need by two sliders and a box; the classes of service that suit it, and the whole table.

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "5qi", words);
    const set = (controls) => {
      model.set("controls", { ...model.get("controls"), ...controls });
      model.save_changes();
    };

    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });

    const examples = model.get("examples");
    const about = element("p", { className: "c5x-help", ariaLive: "polite" });
    const situation = labelledSelect({
      id: `${id}-situation`,
      name: words.examples,
      options: [
        { value: "", words: words.own },
        ...examples.map((each) => ({ value: each.id, words: each.name })),
      ],
      value: "",
      chosen: (name) => {
        const found = examples.find((each) => each.id === name);
        if (found) set(found.controls);
      },
    });
    situation.row.append(about);

    const sliders = Object.fromEntries(
      model.get("sliders").map((each) => [
        each.id,
        labelledSlider({
          ...each,
          id: `${id}-${each.id}`,
          position: model.get("controls")[each.id],
          moved: (position) => set({ [each.id]: position }),
        }),
      ]),
    );
    const guaranteed = element("input", { type: "checkbox" });
    guaranteed.addEventListener("change", () => set({ guaranteed: guaranteed.checked }));
    const need = element(
      "fieldset",
      {},
      element("legend", { textContent: words.need }),
      element("p", { className: "c5x-help", textContent: words.direction }),
      sliders.delay.row,
      sliders.loss.row,
      sliders.traffic.row,
      element(
        "label",
        { className: "c5x-choice" },
        guaranteed,
        element("span", { textContent: words.guaranteed }),
      ),
    );

    const suits = element("ol", { className: "c5x-networks", ariaLabel: words.answer });
    const answer = element(
      "div",
      {},
      element("p", { className: "c5x-legend", textContent: words.answer }),
      suits,
    );
    const table = element("details", {}, element("summary", { textContent: words.table }));
    const content = element(
      "div",
      {},
      advice,
      element("div", { className: "c5x-columns" }, element("div", {}, situation.row, need), answer),
      table,
      element("p", { className: "c5x-help", textContent: words.source }),
    );
    el.append(lockedNote, content);

    const suiting = (one) =>
      element(
        "li",
        { className: "c5x-network" },
        element(
          "div",
          { className: "c5x-network-head" },
          element("strong", { textContent: one.name }),
          element("span", { className: "c5x-reason", textContent: one.about }),
        ),
        element("p", { className: "c5x-reason", textContent: one.reason }),
      );
    const show = () => {
      const verdicts = model.get("verdicts");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !verdicts.rows;
      if (content.hidden) return;
      if (advice.textContent !== verdicts.advice) advice.textContent = verdicts.advice;
      const none = element("li", { className: "c5x-network c5x-reason", textContent: words.none });
      suits.replaceChildren(...(verdicts.suits.length ? verdicts.suits.map(suiting) : [none]));
      const { table: label, caption, headers } = words;
      table.replaceChildren(
        table.firstChild,
        dataTable({ label, caption, headers, rows: verdicts.rows }),
      );
    };
    const showControls = () => {
      const now = model.get("controls");
      for (const [name, slider] of Object.entries(sliders)) slider.show(now[name]);
      guaranteed.checked = now.guaranteed;
      const same = examples.find((each) =>
        Object.entries(each.controls).every(([name, value]) => now[name] === value),
      );
      situation.show(same ? same.id : "");
      about.textContent = same ? same.about : "";
    };
    show();
    showControls();
    model.on("change:verdicts", show);
    model.on("change:locked", show);
    model.on("change:controls", showControls);
    return () => {
      model.off("change:verdicts", show);
      model.off("change:locked", show);
      model.off("change:controls", showControls);
    };
  },
};
