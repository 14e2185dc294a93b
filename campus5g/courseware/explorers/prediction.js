// A question with radio buttons; once committed, what the learner said and what turns out.

// What was chosen, and whether the learner committed to it: the kernel may have ended just then.
const unheard = (model) => draftOf(`prediction:${model.get("words").name}`);

function commit(model, choice) {
  model.set("choice", choice);
  model.save_changes();
}

function asking(model) {
  const words = model.get("words");
  const draft = unheard(model);
  const group = `c5x-prediction-${unique()}`;
  const warning = element("p", { className: "c5x-warning", role: "alert" });
  const options = words.guesses.map((guess) =>
    element(
      "label",
      { className: "c5x-choice" },
      element("input", {
        type: "radio",
        name: group,
        value: guess.id,
        checked: draft.read()?.choice === guess.id,
      }),
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
  form.addEventListener("input", (event) => draft.write({ choice: event.target.value }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = form.querySelector("input:checked");
    if (!chosen) {
      warning.textContent = words.choose;
      form.querySelector("input").focus();
      return;
    }
    draft.write({ choice: chosen.value, isCommitted: true });
    commit(model, chosen.value);
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
    const show = () => {
      place.replaceChildren(done() ? answered(model) : asking(model));
      // The page keeps the words after the explorer covered until this says yes.
      el.dataset.predicted = done() ? "yes" : "not-yet";
    };
    show();
    const turnedOut = () => {
      unheard(model).drop();
      const outcome = model.get("outcome_words");
      const hadFocus = el.contains(document.activeElement);
      show();
      spoken.textContent = `${outcome.verdict} ${outcome.why}`;
      if (hadFocus) place.focus({ preventScroll: true });
    };
    model.on("change:outcome_words", turnedOut);
    const draft = unheard(model).read();
    if (draft?.isCommitted && !done()) commit(model, draft.choice);
    el.append(place, spoken);
    return () => model.off("change:outcome_words", turnedOut);
  },
};
