// A question with radio buttons; once committed, what the learner said and what turns out.

function asking(model) {
  const words = model.get("words");
  const group = `c5x-prediction-${unique()}`;
  const warning = element("p", { className: "c5x-warning", role: "alert" });
  const options = words.guesses.map((guess) =>
    element(
      "label",
      { className: "c5x-choice" },
      element("input", { type: "radio", name: group, value: guess.id }),
      element("span", { textContent: guess.words }),
    ),
  );
  const form = element(
    "form",
    {},
    element(
      "fieldset",
      {},
      element(
        "legend",
        {},
        element("span", { className: "c5x-kicker", textContent: words.label }),
        element("span", { className: "c5x-question", textContent: words.question }),
      ),
      ...options,
    ),
    element("button", { type: "submit", className: "c5x-main", textContent: words.commit }),
    warning,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = form.querySelector("input:checked");
    if (!chosen) {
      warning.textContent = words.choose;
      form.querySelector("input").focus();
      return;
    }
    model.set("choice", chosen.value);
    model.save_changes();
  });
  return form;
}

function answered(model) {
  const words = model.get("words");
  const outcome = model.get("outcome_words");
  return element(
    "div",
    { className: "c5x-outcome" },
    element("p", { className: "c5x-question", textContent: words.question }),
    element("p", { textContent: outcome.yours }),
    element("p", {}, element("strong", { textContent: `${outcome.verdict} ` }), outcome.why),
  );
}

export default {
  render({ model, el }) {
    el.classList.add("c5x-explorer", "c5x-prediction");
    el.dataset.lmSuppressShortcuts = "true";
    const place = element("div", { tabIndex: -1 });
    // Empty at first, so that a screen reader reads what comes into it.
    const spoken = element("div", { ariaLive: "polite", className: "c5x-unseen" });
    const done = () => Boolean(model.get("outcome_words").why);
    const show = () => place.replaceChildren(done() ? answered(model) : asking(model));
    show();
    const turnedOut = () => {
      const outcome = model.get("outcome_words");
      const hadFocus = el.contains(document.activeElement);
      show();
      spoken.textContent = `${outcome.verdict} ${outcome.why}`;
      if (hadFocus) place.focus({ preventScroll: true });
    };
    model.on("change:outcome_words", turnedOut);
    el.append(place, spoken);
    return () => model.off("change:outcome_words", turnedOut);
  },
};
