// A phone in a vote. A vote is kept here until the server says that it is recorded, and what is only
// ticked until it is a vote: a lost network, a reload and an answer that never came lose nothing, and
// the number of the choice lets the server tell a repetition from a change.

import { isPortals, listen, reason } from "./listening.js";

const TRY_AGAIN_MS = 1500;
const ANSWERS_WITHIN_MS = 6000;
const WAITING = "campus5g-vote";
const TICKED = "campus5g-vote-ticked";

const phone = document.getElementById("phone");
const stage = document.getElementById("stage");
const status = document.getElementById("status");
const words = phone.dataset;

const kept = new Map();
let waiting = JSON.parse(sessionStorage.getItem(WAITING) ?? "null");
let ticked = JSON.parse(sessionStorage.getItem(TICKED) ?? "null");
let isSending = false;
let hasFailed = false;
let isAway = false;
let news = "";

const placeShown = () => stage.querySelector("[data-place]")?.dataset;

const store = (name, value) => {
  if (value) sessionStorage.setItem(name, JSON.stringify(value));
  else sessionStorage.removeItem(name);
};

const remember = (vote) => {
  waiting = vote;
  store(WAITING, vote);
};

const tick = (choices) => {
  ticked = choices;
  store(TICKED, choices);
};

const mark = () => {
  const here = placeShown();
  const isHere = (each) => each && each.place === here?.place;
  const mine = isHere(waiting) ? waiting : kept.get(here?.place);
  const shown = isHere(ticked) ? ticked : mine;
  for (const box of stage.querySelectorAll("input[name=choice]")) {
    box.checked = shown?.choices.includes(box.value) ?? false;
  }
  for (const row of stage.querySelectorAll("[data-choice]")) {
    if (!mine?.choices.includes(row.dataset.choice)) continue;
    const yours = document.createElement("span");
    yours.className = "ballot__yours";
    yours.textContent = words.yours;
    row.querySelector(".ballot__tags").prepend(yours);
    row.classList.add("ballot__choice--yours");
  }
  if (here?.stage === "open" && kept.has(here.place) && !waiting) tell("counted");
};

const say = () => {
  const lacks = hasFailed ? "waiting" : isAway ? "back" : "";
  const sentence = lacks ? `${reason(words)} ${words[lacks]}` : (words[news] ?? "");
  // What is said again would be read out again.
  if (status.textContent !== sentence) status.textContent = sentence;
  status.dataset.what = lacks || news;
};

const tell = (what) => {
  news = what;
  say();
};

const later = () =>
  new Promise((done) => {
    setTimeout(done, TRY_AGAIN_MS);
    addEventListener("online", done, { once: true });
  });

const send = async () => {
  if (isSending) return;
  isSending = true;
  while (waiting) {
    const vote = waiting;
    const [question, round] = vote.place.split(".");
    const body = new URLSearchParams({ question, round, number: vote.number });
    for (const choice of vote.choices) body.append("choice", choice);
    try {
      const answer = await fetch(words.votes, {
        method: "POST",
        body,
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      });
      hasFailed = !isPortals(answer) || answer.status >= 500;
      if (hasFailed) throw new Error(answer.statusText);
      if (answer.ok) {
        kept.set(vote.place, await answer.json());
        if (waiting === vote) remember(null);
        if (placeShown()?.place === vote.place) tell("counted");
      } else if (answer.status === 409) {
        if (waiting === vote) remember(null);
        tell("refused");
      } else {
        over();
        return;
      }
    } catch {
      hasFailed = true;
      say();
      await later();
    }
  }
  isSending = false;
};

const show = (html) => {
  if (html === stage.dataset.html) return;
  stage.dataset.html = html;
  const before = placeShown();
  stage.innerHTML = html;
  const here = placeShown();
  if (before?.place !== here?.place || before?.stage !== here?.stage) {
    tell("");
    scrollTo(0, 0);
  }
  mark();
};

stage.addEventListener("submit", (event) => {
  event.preventDefault();
  const choices = new FormData(event.target).getAll("choice");
  if (choices.length === 0) {
    tell("choose");
    return;
  }
  const { place } = placeShown();
  const last = Math.max(
    kept.get(place)?.number ?? 0,
    waiting?.place === place ? waiting.number : 0,
  );
  remember({ place, number: last + 1, choices });
  tick(null);
  tell("sending");
  send();
});

stage.addEventListener("change", (event) => {
  const choices = new FormData(event.target.form).getAll("choice");
  tick({ place: placeShown().place, choices });
});

const over = () => {
  remember(null);
  tick(null);
  hasFailed = false;
  isAway = false;
  stage.replaceChildren();
  tell("over");
};

const known = JSON.parse(words.kept);
if (known) kept.set(placeShown()?.place, known);
mark();
if (waiting) send();
for (const each of ["online", "offline"]) addEventListener(each, say);
listen(words.events, { stage: show, over }, (what) => {
  isAway = what === "away";
  say();
});
