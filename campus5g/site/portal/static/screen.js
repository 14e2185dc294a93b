// The large screen of a vote: what the server sends, a clicker's keys, and letters as large as fit.

import { listen, reason } from "./listening.js";

const SMALLEST = 0.5;
const STEP = 0.05;
const ANSWERS_WITHIN_MS = 6000;

const stage = document.getElementById("stage");
const count = document.getElementById("count");
const status = document.getElementById("status");
const code = document.getElementById("show-code");
const words = document.body.dataset;

let steppedFrom = null;
let hasFailed = false;
let isAway = false;

const say = () => {
  const lacks = hasFailed ? words.again : isAway ? words.back : "";
  status.textContent = isAway ? `${reason(words)} ${lacks}` : lacks;
};

const fit = () => {
  let size = 1;
  do {
    document.body.style.setProperty("--fit", size);
    size -= STEP;
  } while (size >= SMALLEST && document.body.scrollHeight > innerHeight);
};

const revisionOf = (piece) => Number(piece.querySelector("[name=revision]")?.value ?? 0);

const show = (html) => {
  const news = document.createElement("template");
  news.innerHTML = html;
  // The answer to a step may be overtaken by what came after it.
  const gained = revisionOf(news.content) - revisionOf(stage);
  if (gained < 0) return;
  if (gained > 0) hasFailed = false;
  const focused = stage.contains(document.activeElement);
  stage.replaceChildren(news.content);
  if (focused) stage.querySelector(".stage__steps > :last-child")?.focus();
  fit();
  say();
};

const step = async (form, button) => {
  // One step from each state: a key that is pressed twice goes one step on.
  const revision = revisionOf(stage);
  if (revision === steppedFrom) return;
  steppedFrom = revision;
  hasFailed = false;
  say();
  try {
    const body = new URLSearchParams(new FormData(form, button));
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
    const answer = await fetch(form.action, { method: "POST", body, signal });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.getElementById("stage");
    if (!news) return location.reload();
    show(news.innerHTML);
    // A portal that has just started may ask who one is, and show the page in place of a step.
    if (revisionOf(stage) === revision) throw new Error("The step was not taken.");
  } catch {
    hasFailed = true;
    steppedFrom = null;
    say();
  }
};

stage.addEventListener("submit", (event) => {
  event.preventDefault();
  step(event.target, event.submitter);
});

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const key =
    event.key === " " && document.activeElement === document.body ? "PageDown" : event.key;
  const button = [...stage.querySelectorAll("[data-keys]")].find((each) =>
    each.dataset.keys.split(" ").includes(key.length === 1 ? key.toLowerCase() : key),
  );
  if (!button) return;
  event.preventDefault();
  button.click();
});

code.addEventListener("click", () => {
  const isShown = document.body.classList.toggle("screen--joining");
  code.setAttribute("aria-expanded", isShown);
  fit();
});

document.getElementById("full").addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
});

addEventListener("resize", fit);
fit();
listen(
  words.events,
  {
    stage: show,
    count: (html) => {
      count.innerHTML = html;
    },
    over: () => location.assign(words.results),
  },
  (what) => {
    isAway = what === "away";
    say();
  },
);
