// A budget and measures on one side; on the other the ways to the goal, each with its steps.

function way(words, found, opened) {
  const bar = element("div", { className: "c5x-bar", ariaHidden: "true" }, element("span"));
  bar.firstChild.style.width = `${found.share}%`;
  const steps = found.steps.map((step) =>
    element(
      "li",
      { className: step.closed ? "c5x-step c5x-step-closed" : "c5x-step" },
      element(
        "span",
        {},
        element("span", {
          ariaHidden: "true",
          textContent: step.closed ? "✕ " : step.harder ? "▲ " : "",
        }),
        step.name,
        step.harder ? ` (${words.harder})` : "",
      ),
      element("span", { className: "c5x-effort", textContent: step.effort }),
    ),
  );
  // The steps of one way are enough at a time: the others unfold.
  const fold = element(
    "details",
    { open: opened.get(found.name) ?? found.cheapest },
    element("summary", { textContent: words.steps }),
    element("ul", { className: "c5x-steps", ariaLabel: words.steps }, ...steps),
    ...(found.note ? [element("p", { className: "c5x-about", textContent: found.note })] : []),
  );
  fold.firstChild.addEventListener("click", () => opened.set(found.name, !fold.open));
  return element(
    "li",
    {
      className: `c5x-way${found.cheapest ? " c5x-way-cheapest" : ""}${found.closed ? " c5x-way-closed" : ""}`,
    },
    element(
      "div",
      { className: "c5x-way-head" },
      element("strong", { textContent: found.name }),
      element(
        "span",
        { className: "c5x-effort" },
        element("span", {
          ariaHidden: "true",
          textContent: found.closed ? "✕ " : found.cheapest ? "▶ " : "",
        }),
        found.cheapest ? `${found.effort}, ${words.cheapest}` : found.effort,
      ),
    ),
    bar,
    fold,
  );
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "attack-tree", words);
    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const spent = element("p", { className: "c5x-spent", ariaLive: "polite" });
    const budget = labelledSlider({
      id: `${id}-budget`,
      name: words.budget,
      labels: words.budgets,
      position: model.get("budget"),
      moved: (position) => {
        model.set("budget", position);
        model.save_changes();
      },
    });
    const boxes = model.get("measures").map((each) => {
      const input = element("input", { type: "checkbox", value: each.id });
      input.addEventListener("change", () => {
        const others = model.get("bought").filter((name) => name !== each.id);
        model.set("bought", input.checked ? [...others, each.id] : others);
        model.save_changes();
      });
      const dear = element("span", { className: "c5x-dear" });
      const label = element(
        "label",
        { className: "c5x-choice c5x-measure" },
        input,
        element(
          "span",
          {},
          `${each.name} – `,
          element("strong", { textContent: each.price }),
          dear,
          element("span", { className: "c5x-about", textContent: each.about }),
        ),
      );
      return { id: each.id, input, dear, label };
    });
    const ways = element("ol", { className: "c5x-ways" });
    const opened = new Map(); // whether a learner has left a way's steps in sight, by its name
    const table = element("details", {}, element("summary", { textContent: words.table }));
    const content = element(
      "div",
      {},
      advice,
      element(
        "div",
        { className: "c5x-columns" },
        element(
          "fieldset",
          {},
          element("legend", { textContent: words.measures }),
          budget.row,
          spent,
          ...boxes.map(({ label }) => label),
        ),
        element(
          "div",
          {},
          element("p", { className: "c5x-legend", textContent: words.goal }),
          ways,
        ),
      ),
      table,
      element("p", { className: "c5x-help", textContent: words.assumptions }),
    );
    el.append(lockedNote, content);

    const show = () => {
      const tree = model.get("tree");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !tree.ways;
      if (content.hidden) return;
      if (advice.textContent !== tree.advice) advice.textContent = tree.advice;
      if (spent.textContent !== tree.spent) spent.textContent = tree.spent;
      budget.show(model.get("budget"));
      for (const box of boxes) {
        const affordable = tree.affordable.includes(box.id);
        box.input.checked = model.get("bought").includes(box.id);
        box.input.disabled = !affordable;
        box.dear.textContent = affordable ? "" : ` (${words.dear})`;
      }
      ways.replaceChildren(...tree.ways.map((found) => way(words, found, opened)));
      const rows = tree.ways.map(({ name, before, effort }) => [name, before, effort]);
      table.replaceChildren(
        table.firstChild,
        dataTable({ label: words.table, caption: words.caption, headers: words.headers, rows }),
      );
    };
    show();
    model.on("change:tree", show);
    model.on("change:locked", show);
    return () => {
      model.off("change:tree", show);
      model.off("change:locked", show);
    };
  },
};
