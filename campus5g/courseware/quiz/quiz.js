/* A quiz on the page: plain HTML controls, so that keyboard and screen reader work as everywhere.
   It knows questions and answers given; what is right is known elsewhere. */

// A kernel that has not answered by then is gone: the learner must know.
const PATIENCE_MS = 10_000;

let made = 0;

// How each kind of page begins; a script that is put after this one may add its own.
const SCREENS = { part: drawPart, final: drawFinal };

export default {
  render({ model, el }) {
    const root = h("section", { class: "c5g-quiz", "data-lm-suppress-shortcuts": "true" });
    el.append(root);
    made += 1;
    const page = { root, model, name: `c5g-quiz-${made}` };
    page.trouble = h("p", { class: "c5g-trouble", role: "alert" });
    page.send = (message) => {
      model.send(message);
      page.waiting ??= setTimeout(() => (page.trouble.textContent = page.words.lost), PATIENCE_MS);
    };
    const heard = () => {
      clearTimeout(page.waiting);
      page.waiting = undefined;
      page.trouble.textContent = "";
    };
    const draw = () => {
      const view = model.get("view");
      page.view = view;
      page.words = view.words;
      root.lang = view.words.language;
      root.replaceChildren();
      SCREENS[view.kind](page);
    };
    const redraw = () => {
      draw();
      root.querySelector("[data-first]")?.focus();
    };
    const listeners = {
      "change:view": redraw,
      "change:results": () => page.learn?.(),
      "change:answers": () => page.confirmed?.(),
      "msg:custom": (message) => {
        heard();
        page.trouble.textContent = message.problem ?? "";
        page.hear?.(message);
      },
    };
    Object.entries(listeners).forEach(([event, listener]) => model.on(event, listener));
    draw();
    return () => {
      clearTimeout(page.waiting);
      Object.entries(listeners).forEach(([event, listener]) => model.off(event, listener));
    };
  },
};

/* An answer that the kernel has not confirmed: it may have ended just then. */
const unsent = ({ view }, item) => draftOf(`quiz:${view.kind}:${view.attempt ?? 0}:${item.id}`);

/* --- Formative questions: one below the other, each checked at once. --- */

function drawPart(page) {
  const { model, root, view, words } = page;
  const shows = {};
  view.items.forEach((item, at) => {
    const results = model.get("results");
    const number = fill(words.question, { n: at + 1, of: view.items.length });
    const told = h("div", { class: "c5g-told", role: "status" });
    const check = h("button", { class: "c5g-main" }, words.check);
    const actions = h("div", { class: "c5g-actions" }, check);
    let wrong = false;
    let awaited = false;
    const draft = unsent(page, item);
    const unchecked = draft.read();
    const question = drawQuestion(page, item, unchecked ?? results[item.id]?.answer, () => {
      // What was told of another answer would mislead.
      wrong = false;
      check.textContent = words.check;
      actions.hidden = false;
      told.replaceChildren();
      draft.write(question.read());
    });
    const form = h(
      "form",
      { class: "c5g-card", novalidate: "" },
      h("p", { class: "c5g-step" }, number),
      question.element,
      item.hints ? drawHints(words, item.hints) : null,
      actions,
      told,
    );
    form.addEventListener("input", () => draft.write(question.read()));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const answer = question.read();
      if (wrong) {
        question.focus();
      } else if (answer === null) {
        tell(told, h("p", {}, words.first));
        question.focus();
      } else {
        awaited = true;
        page.send({ do: "check", item: item.id, answer });
      }
    });
    shows[item.id] = (result) => {
      draft.drop();
      wrong = result.verdict !== "right";
      check.textContent = words.again;
      tell(told, drawResult(words, result));
      if (awaited) bringUp(told, wrong);
      awaited = false;
      // A right answer needs no button, until it is changed.
      actions.hidden = !wrong;
    };
    if (results[item.id] && unchecked === null) shows[item.id](results[item.id]);
    root.append(form);
  });
  let shown = model.get("results");
  page.learn = () => {
    const results = model.get("results");
    for (const [name, result] of Object.entries(results)) {
      if (JSON.stringify(result) !== JSON.stringify(shown[name])) shows[name]?.(result);
    }
    shown = results;
  };
  root.append(page.trouble);
}

/* The verdict comes into view; where there is no button to press again, it takes the focus. */
function bringUp(told, hasButton) {
  told.scrollIntoView({ block: "nearest" });
  if (!hasButton) told.querySelector(".c5g-verdict").focus({ preventScroll: true });
}

function drawResult(words, result) {
  const lines = result.lines.filter((line) => line.text);
  return h(
    "div",
    { class: `c5g-result c5g-${result.verdict}` },
    h(
      "p",
      { class: "c5g-verdict", tabindex: "-1" },
      icon(result.verdict),
      h("strong", {}, result.head),
    ),
    lines.length
      ? h(
          "ul",
          {},
          ...lines.map((line) =>
            h(
              "li",
              {},
              line.about
                ? h(
                    "span",
                    { class: "c5g-about" },
                    icon(line.right ? "right" : "wrong", line.right ? words.right : words.wrong),
                    line.about,
                  )
                : null,
              h("span", {}, line.text),
            ),
          ),
        )
      : null,
  );
}

function drawHints(words, steps) {
  const shown = h("div", { class: "c5g-hints", role: "status" });
  const more = h("button", { type: "button", class: "c5g-quiet" }, words.hint);
  let next = 0;
  more.addEventListener("click", () => {
    const step = steps[next];
    shown.append(h("p", {}, h("strong", {}, `${step.head}. `), step.text));
    next += 1;
    if (next < steps.length) more.textContent = steps[next].head;
    else more.remove();
  });
  return h("div", {}, shown, more);
}

/* --- The final: one question a screen, a review, and handing in. --- */

function drawFinal(page) {
  page.kept = { ...page.model.get("answers") };
  page.status = h("p", { class: "c5g-status", role: "status" });
  page.screen = h("div", {});
  page.root.append(page.screen, page.status, page.trouble);
  page.hear = (message) =>
    (page.status.textContent = message.done === "answer" ? page.words.kept : "");
  page.confirmed = () => {
    const answers = page.model.get("answers");
    for (const item of page.view.items) {
      const draft = unsent(page, item);
      if (isSame(draft.read(), answers[item.id])) draft.drop();
    }
  };
  sendAgain(page);
  if (page.view.phase === "open") {
    const open = page.view.items.findIndex((item) => !(item.id in page.kept));
    if (open < 0) showReview(page);
    else showQuestion(page, open);
  } else {
    showDoor(page);
  }
}

/* What was answered while the kernel was away, or typed just before. */
function sendAgain(page) {
  for (const item of page.view.items) {
    const answer = unsent(page, item).read();
    if (answer === null || isSame(answer, page.kept[item.id])) continue;
    page.kept[item.id] = answer;
    page.send({ do: "answer", item: item.id, answer });
  }
}

const isSame = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

function showDoor(page) {
  const { view, words } = page;
  const done = view.phase === "done";
  const left = view.attempt < view.attempts;
  const start = h(
    "button",
    { type: "button", class: done ? "c5g-second" : "c5g-main" },
    done ? words.startAgain : words.start,
  );
  start.addEventListener("click", () => page.send({ do: "start" }));
  const number = done ? view.attempt : view.attempt + 1;
  page.screen.replaceChildren(
    h(
      "div",
      { class: "c5g-card" },
      h("p", { class: "c5g-step" }, attemptLine(page, number)),
      done
        ? h(
            "h3",
            { class: "c5g-verdict", tabindex: "-1", "data-first": "" },
            icon("right"),
            words.done,
          )
        : null,
      h(
        "p",
        done ? { class: "c5g-to-hand-in" } : { tabindex: "-1", "data-first": "" },
        done ? words.doneLead : fill(words.intro, { n: view.draw }),
      ),
      left && view.attempts > 1 ? h("p", {}, done ? words.oneMore : words.tries) : null,
      left ? h("div", { class: "c5g-actions" }, start) : null,
    ),
  );
}

function showQuestion(page, at) {
  const { view, words } = page;
  const item = view.items[at];
  const last = at === view.items.length - 1;
  const keep = () => {
    const answer = question.read();
    if (isSame(answer, page.kept[item.id])) return;
    unsent(page, item).write(answer);
    if (answer === null) delete page.kept[item.id];
    else page.kept[item.id] = answer;
    page.send({ do: "answer", item: item.id, answer });
  };
  const question = drawQuestion(page, item, page.kept[item.id], keep, true);
  const go = (step) => {
    keep();
    page.status.textContent = "";
    step();
    page.root.querySelector("[data-first]")?.focus();
  };
  const previous = h(
    "button",
    { type: "button", class: "c5g-second", disabled: at === 0 ? "" : null },
    words.previous,
  );
  previous.addEventListener("click", () => go(() => showQuestion(page, at - 1)));
  const form = h(
    "form",
    { class: "c5g-card", novalidate: "" },
    drawProgress(page, at),
    question.element,
    h(
      "div",
      { class: "c5g-actions" },
      previous,
      h("button", { class: "c5g-main" }, last ? words.review : words.next),
    ),
  );
  form.addEventListener("input", () => unsent(page, item).write(question.read()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(() => (last ? showReview(page) : showQuestion(page, at + 1)));
  });
  const beside = drawWhatIsAskedAbout(page);
  page.screen.replaceChildren(beside ? h("div", { class: "c5g-beside" }, form, beside) : form);
}

// Where the questions are beside it, and not below: as in quiz.css.
const SIDE_BY_SIDE = "(min-width: 75rem)";

/* The part of the page that holds the learner's case, in sight while it is asked about. */
function drawWhatIsAskedAbout(page) {
  const part = document.querySelector(".c5g-case")?.closest("section.part");
  if (!part) return null;
  if (!page.beside) {
    const copy = part.cloneNode(true);
    const title = copy.querySelector("h2");
    title?.remove();
    copy.querySelectorAll("script, template").forEach((each) => each.remove());
    // To be read: a copy of a question or of an explorer would not answer.
    for (const each of copy.querySelectorAll(".c5g-quiz, .c5x-explorer"))
      (each.closest(".activity") ?? each).remove();
    copy.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
    page.beside = h(
      "details",
      { class: "c5g-asked-about", open: matchMedia(SIDE_BY_SIDE).matches ? "" : null },
      h("summary", {}, fill(page.words.toReadBy, { what: title?.textContent ?? "" })),
      h("div", { class: "c5g-asked-about-text", tabindex: "0" }, ...copy.childNodes),
    );
  }
  return page.beside;
}

function drawProgress(page, at) {
  const { view, words } = page;
  const text = fill(words.question, { n: at + 1, of: view.items.length });
  return h(
    "div",
    { class: "c5g-progress" },
    h(
      "p",
      { class: "c5g-step", tabindex: "-1", "data-first": "" },
      `${text} · ${attemptLine(page, view.attempt)}`,
    ),
    h(
      "div",
      { class: "c5g-bar", "aria-hidden": "true" },
      ...view.items.map((item, place) =>
        h("span", { class: place === at ? "c5g-here" : item.id in page.kept ? "c5g-full" : "" }),
      ),
    ),
  );
}

/* Which attempt it is, and by which draw: the learner tells the trainer, who sees it too. */
function attemptLine({ view, words }, number) {
  return fill(words.attempt, { n: number, of: view.attempts, code: view.code });
}

function showReview(page) {
  const { view, words } = page;
  const open = view.items.filter((item) => !(item.id in page.kept)).length;
  const rows = view.items.map((item, at) => {
    const there = item.id in page.kept;
    const button = h(
      "button",
      { type: "button", class: "c5g-row" },
      h("span", { class: "c5g-number" }, String(at + 1)),
      h("span", { class: "c5g-ask" }, item.prompt),
      h("span", { class: there ? "c5g-state" : "c5g-state c5g-missing" }, [
        icon(there ? "right" : "open"),
        there ? words.answered : words.open,
      ]),
    );
    button.addEventListener("click", () => {
      showQuestion(page, at);
      page.root.querySelector("[data-first]")?.focus();
    });
    return h("li", {}, button);
  });
  const ask = h("div", { class: "c5g-actions" });
  const finish = h("button", { type: "button", class: "c5g-main" }, words.finish);
  const confirm = h("button", { type: "button", class: "c5g-main" }, words.confirm);
  const back = h("button", { type: "button", class: "c5g-second" }, words.back);
  const sure = h(
    "p",
    { tabindex: "-1", class: "c5g-sure" },
    open ? fill(words.sureOpen, { n: open }) : words.sure,
  );
  finish.addEventListener("click", () => {
    ask.replaceChildren(sure, back, confirm);
    sure.focus();
  });
  back.addEventListener("click", () => {
    ask.replaceChildren(finish);
    finish.focus();
  });
  confirm.addEventListener("click", () => page.send({ do: "hand-in" }));
  ask.append(finish);
  page.screen.replaceChildren(
    h(
      "div",
      { class: "c5g-card" },
      h("p", { class: "c5g-step" }, attemptLine(page, view.attempt)),
      h("p", { tabindex: "-1", "data-first": "" }, words.reviewLead),
      h("ol", { class: "c5g-rows" }, ...rows),
      ask,
    ),
  );
}

/* --- One question: `read` gives its answer or null, `changed` is called when it changes. --- */

function drawQuestion(page, item, answer, changed, unsure = false) {
  const kinds = {
    single: drawChoices,
    multiple: drawChoices,
    hotspot: drawPlaces,
    order: drawOrder,
    match: drawMatch,
    numeric: drawNumber,
    text: drawText,
  };
  const name = `${page.name}-${item.id}`;
  const parts = kinds[item.kind](page, item, answer, changed, name, unsure);
  const how = parts.how ? h("p", { class: "c5g-how", id: `${name}-how` }, parts.how) : null;
  const element = h(
    "fieldset",
    { "aria-describedby": how?.id },
    h("legend", {}, item.prompt),
    item.svg && item.kind !== "hotspot" ? figureOf(item) : null,
    how,
    ...parts.controls,
  );
  const focus = () => {
    const chosen = element.querySelector("input:checked");
    (chosen ?? element.querySelector("input, select, button:enabled")).focus();
  };
  return { element, read: parts.read, focus };
}

function drawChoices(page, item, answer, changed, name) {
  const single = item.kind === "single";
  const given = [answer ?? []].flat();
  const inputs = item.choices.map((choice) =>
    h("input", {
      type: single ? "radio" : "checkbox",
      name,
      value: choice.id,
      checked: given.includes(choice.id) ? "" : null,
    }),
  );
  inputs.forEach((input) => input.addEventListener("change", changed));
  const read = () => {
    const ids = inputs.filter((input) => input.checked).map((input) => input.value);
    return ids.length ? (single ? ids[0] : ids) : null;
  };
  const labels = item.choices.map((choice, at) =>
    h("label", { class: "c5g-choice" }, inputs[at], h("span", {}, choice.text)),
  );
  return { controls: labels, read, how: single ? null : page.words.several, inputs };
}

function figureOf(item) {
  const figure = h("div", { class: "c5g-figure" });
  figure.innerHTML = item.svg;
  const svg = figure.querySelector("svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", item.alt);
  return figure;
}

function drawPlaces(page, item, answer, changed, name) {
  const list = drawChoices(page, { ...item, kind: "hotspot" }, answer, changed, name);
  const figure = figureOf(item);
  const svg = figure.querySelector("svg");
  const marks = item.choices.map((choice, at) => drawMark(svg, choice, at, list.inputs[at]));
  const show = () => {
    marks.forEach((mark, at) => mark.classList.toggle("c5g-on", list.inputs[at].checked));
  };
  list.inputs.forEach((input) => input.addEventListener("change", show));
  show();
  list.controls.forEach((label, at) => {
    label.querySelector("span").prepend(h("b", {}, `${at + 1}. `));
  });
  return { controls: [figure, ...list.controls], read: list.read, how: page.words.spotHow };
}

/* A place that can be touched; the list below is what keyboard and screen reader use. */
function drawMark(svg, choice, at, input) {
  const [x, y, width, height] = choice.box;
  const shape = (tag, values, ...inner) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(values).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...inner);
    return element;
  };
  const size = svg.viewBox.baseVal.width / 22;
  const mark = shape(
    "g",
    { class: "c5g-mark", "aria-hidden": "true" },
    shape("rect", { x, y, width, height, rx: size / 3 }),
    shape("circle", { cx: x + size * 0.9, cy: y + size * 0.9, r: size * 0.75 }),
    shape(
      "text",
      { x: x + size * 0.9, y: y + size * 1.25, "font-size": size, "text-anchor": "middle" },
      String(at + 1),
    ),
  );
  mark.addEventListener("click", () => input.click());
  svg.append(mark);
  return mark;
}

function drawOrder(page, item, answer, changed, _name, unsure) {
  const { words } = page;
  const texts = Object.fromEntries(item.choices.map((choice) => [choice.id, choice.text]));
  const given = Array.isArray(answer) && answer.every((id) => id in texts) ? answer : null;
  const order = given ? [...given] : item.choices.map((choice) => choice.id);
  // In a final the order counts once somebody has touched it.
  let touched = given !== null || !unsure;
  const list = h("ol", { class: "c5g-order" });
  const said = h("p", { class: "c5g-hidden", role: "status" });
  const mine = h("button", { type: "button", class: "c5g-quiet" }, words.keepOrder);
  const touch = () => {
    touched = true;
    mine.remove();
    changed();
  };
  const move = (id, by) => {
    const at = order.indexOf(id);
    order.splice(at, 1);
    order.splice(at + by, 0, id);
    draw();
    const buttons = list.children[at + by].querySelectorAll("button");
    const same = buttons[by < 0 ? 0 : 1];
    (same.disabled ? buttons[by < 0 ? 1 : 0] : same).focus();
    said.textContent = fill(words.moved, { what: texts[id], n: at + by + 1, of: order.length });
    touch();
  };
  const draw = () => {
    list.replaceChildren(
      ...order.map((id, at) => {
        const button = (word, by, path, off) => {
          const element = h(
            "button",
            { type: "button", "aria-label": `${word} : ${texts[id]}`, disabled: off ? "" : null },
            glyph(path),
          );
          element.addEventListener("click", () => move(id, by));
          return element;
        };
        return h(
          "li",
          {},
          h("span", { class: "c5g-number", "aria-hidden": "true" }, String(at + 1)),
          h("span", { class: "c5g-ask" }, texts[id]),
          h(
            "span",
            { class: "c5g-moves" },
            button(words.up, -1, "M5 15l7-7 7 7", at === 0),
            button(words.down, 1, "M5 9l7 7 7-7", at === order.length - 1),
          ),
        );
      }),
    );
  };
  draw();
  mine.addEventListener("click", touch);
  const controls = touched ? [list, said] : [list, said, mine];
  return { controls, read: () => (touched ? [...order] : null), how: words.orderHow };
}

function drawMatch(page, item, answer, changed, name) {
  const selects = item.terms.map((term) => {
    const select = h(
      "select",
      { id: `${name}-${term.id}` },
      h("option", { value: "" }, page.words.choose),
      ...item.choices.map((choice) => h("option", { value: choice.id }, choice.text)),
    );
    select.value = answer?.[term.id] ?? "";
    select.addEventListener("change", changed);
    return select;
  });
  const read = () => {
    const chosen = item.terms.map((term, at) => [term.id, selects[at].value]);
    const given = chosen.filter(([, value]) => value);
    return given.length ? Object.fromEntries(given) : null;
  };
  const rows = item.terms.map((term, at) =>
    h("p", { class: "c5g-pair" }, h("label", { for: selects[at].id }, term.text), selects[at]),
  );
  return { controls: rows, read };
}

function drawNumber(page, item, answer, changed, name) {
  const { words } = page;
  const input = h("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    id: name,
    value: answer?.value ?? "",
  });
  const unit =
    item.units.length > 1
      ? h(
          "select",
          { id: `${name}-unit` },
          ...item.units.map((each) => h("option", { value: each.id }, each.text)),
        )
      : null;
  if (unit && answer?.unit) unit.value = answer.unit;
  [input, unit].forEach((each) => each?.addEventListener("change", changed));
  const read = () =>
    input.value.trim()
      ? { value: input.value.trim(), unit: unit?.value ?? item.units[0].id }
      : null;
  const row = h(
    "div",
    { class: "c5g-amount" },
    h(
      "p",
      { class: "c5g-pair" },
      h(
        "label",
        { for: name },
        unit ? words.yourAnswer : `${words.yourAnswer} (${item.units[0].text})`,
      ),
      input,
    ),
    unit ? h("p", { class: "c5g-pair" }, h("label", { for: unit.id }, words.unit), unit) : null,
  );
  return { controls: [row], read };
}

function drawText(page, _item, answer, changed, name) {
  const input = h("input", {
    type: "text",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    maxlength: "200",
    id: name,
    value: answer ?? "",
  });
  input.addEventListener("change", changed);
  const row = h(
    "p",
    { class: "c5g-pair" },
    h("label", { for: name }, page.words.yourAnswer),
    input,
  );
  return { controls: [row], read: () => input.value.trim() || null };
}

/* --- Small parts. --- */

const ICONS = {
  right: "M5 13l4 4L19 7",
  partly: "M5 12h14",
  wrong: "M6 6l12 12M18 6L6 18",
  open: "M12 7v6M12 17h.01",
};

function icon(kind, label) {
  const element = glyph(ICONS[kind]);
  if (label) {
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", label);
    element.removeAttribute("aria-hidden");
  }
  return element;
}

function glyph(path) {
  const holder = document.createElement("span");
  holder.innerHTML = `<svg class="c5g-icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
  return holder.firstChild;
}

/* A live region says what is put into it while it stands on the page. */
function tell(region, content) {
  region.replaceChildren(content);
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}
