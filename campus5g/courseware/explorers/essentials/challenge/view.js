// A recorded authentication that opens message by message.

function step(each, at) {
  const proofs = each.proofs.map(({ name, value }) =>
    element(
      "li",
      {},
      element("span", { textContent: `${name} ` }),
      element("span", { className: "c5x-proof", textContent: value }),
    ),
  );
  return element(
    "li",
    { className: `c5x-message ${each.up ? "c5x-message-up" : "c5x-message-down"}`, tabIndex: -1 },
    element(
      "p",
      { className: "c5x-message-head" },
      element("strong", { textContent: `${at + 1}. ${each.name}` }),
      element("span", { className: "c5x-help", textContent: each.way }),
    ),
    element("p", { textContent: each.says }),
    ...(proofs.length ? [element("ul", { className: "c5x-summary" }, ...proofs)] : []),
  );
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "challenge", words);
    const content = element("div");
    el.append(lockedNote, content);

    const show = () => {
      const cases = model.get("cases");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !cases.length;
      if (content.hidden) return content.replaceChildren();
      const choose = element(
        "select",
        { id },
        ...cases.map((each) => element("option", { value: each.id, textContent: each.name })),
      );
      const about = element("p", { className: "c5x-help", ariaLive: "polite" });
      const messages = element("ol", { className: "c5x-messages", ariaLabel: words.steps });
      const end = element("p", { className: "c5x-end", ariaLive: "polite" });
      const next = element("button", { type: "button", className: "c5x-main" });
      const start = () => {
        const chosen = cases.find((each) => each.id === choose.value);
        about.textContent = chosen.about;
        messages.replaceChildren(step(chosen.steps[0], 0));
        end.textContent = "";
        next.textContent = words.next;
        return chosen;
      };
      let chosen = start();
      choose.addEventListener("change", () => (chosen = start()));
      next.addEventListener("click", () => {
        const at = messages.children.length;
        if (at === chosen.steps.length) return start();
        messages.append(step(chosen.steps[at], at));
        messages.lastChild.focus({ preventScroll: true });
        if (at + 1 === chosen.steps.length) {
          end.textContent = chosen.end;
          next.textContent = words.restart;
        }
      });
      content.replaceChildren(
        element(
          "div",
          { className: "c5x-situation" },
          element("label", { htmlFor: id, className: "c5x-legend", textContent: words.case }),
          choose,
          about,
        ),
        messages,
        end,
        next,
        element("p", { className: "c5x-help c5x-source", textContent: words.source }),
      );
    };
    show();
    model.on("change:cases", show);
    model.on("change:locked", show);
    return () => {
      model.off("change:cases", show);
      model.off("change:locked", show);
    };
  },
};
