/* --- The positioning test: stands after quiz.js, whose questions it shows one at a time. --- */

SCREENS.positioning = (page) => {
  const screens = { ready: showStart, open: showPlaced, done: showProfile };
  screens[page.view.phase](page);
  page.root.append(page.trouble);
};

function showStart(page) {
  const { view, words } = page;
  const start = h("button", { type: "button", class: "c5g-main" }, words.start);
  start.addEventListener("click", () => page.send({ do: "start" }));
  page.root.append(
    h(
      "div",
      { class: "c5g-card" },
      h("p", {}, fill(words.intro, { n: view.most })),
      h("p", {}, words.unsureIntro),
      h("div", { class: "c5g-actions" }, start),
    ),
  );
}

function showPlaced(page) {
  const { view, words } = page;
  const [item] = view.items;
  const said = h("p", { class: "c5g-status", role: "status" });
  const question = drawQuestion(page, item, undefined, () => (said.textContent = ""), true);
  const unsure = h("button", { type: "button", class: "c5g-second" }, words.unsure);
  const next = h("button", { class: "c5g-main" }, words.next);
  const answer = (given) => page.send({ do: "answer", item: item.id, answer: given });
  const form = h(
    "form",
    { class: "c5g-card", novalidate: "" },
    h(
      "p",
      { class: "c5g-step", tabindex: "-1", "data-first": "" },
      fill(words.placed, { n: view.asked + 1, left: view.most - view.asked - 1 }),
    ),
    question.element,
    h("div", { class: "c5g-actions" }, unsure, next),
    said,
  );
  unsure.addEventListener("click", () => answer(null));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = question.read();
    if (given === null) {
      said.textContent = words.first;
      question.focus();
    } else {
      answer(given);
    }
  });
  page.root.append(form);
}

/* The profile is written where the verdict is known; each of its words is escaped there. */
function showProfile(page) {
  const card = h("div", { class: "c5g-card c5p-profile" });
  card.innerHTML = page.view.profile;
  const print = h("button", { type: "button", class: "c5g-second" }, page.words.print);
  print.addEventListener("click", () => window.print());
  card.append(h("div", { class: "c5g-actions" }, print));
  page.root.append(card);
}
