// The presenter's view of a module: the words of a part, then each of its explorers on a screen of
// its own, turned by keyboard, clicker or buttons, with the page's own kernel behind it. The
// trainer's notes follow in a second window, which may turn the screens, too: both talk over a
// channel of the browser (BroadcastChannel), named by the module.

window.campus5gParts ??= {};
window.campus5gParts.present = (() => {
  // What of a long screen is kept when it is turned, above the bar: nobody loses their line.
  const KEPT_PX = 150;
  const ALONE = ".activity:not([data-quiet]), .answer";

  let screens = [];
  let at = 0;
  let dark = false;
  let channel = null;
  let bar = null;

  const presents = () => document.body.classList.contains("presents");
  const title = (part) => part.querySelector("h1, h2")?.textContent.trim() ?? "";
  const parts = () => [...new Set(screens.map((screen) => screen.part))];

  // A subheading begins a screen; what is to be done has one of its own.
  function screensOf(part) {
    const found = [];
    let fresh = true;
    for (const element of part.children) {
      if (element.matches("h2, .part__end")) continue;
      const alone = element.matches(ALONE);
      if (fresh || alone || element.matches("h3")) found.push({ part, shown: [], wide: alone });
      found.at(-1).shown.push(element);
      fresh = alone;
    }
    return found.length ? found : [{ part, shown: [], wide: false }];
  }

  // The words that an explorer still covers would be a screen without any.
  const says = ({ shown }) => shown.some((each) => !each.hidden && !each.matches(".covered"));

  function lay() {
    const opening = document.querySelector(".opening");
    opening.tabIndex = -1;
    screens = [
      { part: opening, shown: [...opening.children], wide: false },
      ...[...document.querySelectorAll("section.part[id]")].flatMap(screensOf),
    ];
  }

  function show() {
    const { part, shown, wide } = screens[at];
    for (const each of screens) {
      each.part.classList.toggle("is-presented", each.part === part);
      for (const element of each.shown) {
        element.classList.toggle("is-put-aside", !shown.includes(element));
      }
    }
    document.body.classList.toggle("presents-wide", wide);
    document.body.classList.toggle("presents-dark", dark);
    const here = bar.querySelector("[data-present-here]");
    here.textContent = here.dataset.text.replace("{n}", at + 1).replace("{all}", screens.length);
    bar.querySelector("[data-present-title]").textContent = title(part);
    bar.querySelector("[data-turns='-1']").setAttribute("aria-disabled", at === 0);
    bar.querySelector("[data-turns='1']").setAttribute("aria-disabled", at === screens.length - 1);
    tell();
  }

  function tell() {
    const all = parts();
    channel?.postMessage({
      at,
      of: screens.length,
      part: all.indexOf(screens[at].part),
      next: screens[at + 1] ? all.indexOf(screens[at + 1].part) : null,
      titles: all.map(title),
      dark,
    });
  }

  function go(to) {
    const place = Math.max(0, Math.min(screens.length - 1, to));
    dark = false;
    const turned = place !== at;
    at = place;
    show();
    if (!turned) return;
    scrollTo({ top: 0, behavior: "instant" });
    screens[at].part.focus({ preventScroll: true });
    // What is drawn to its width is drawn again at the one that it has now.
    dispatchEvent(new Event("resize"));
  }

  // What is longer than the screen is turned like a page before the next one comes.
  function turn(by) {
    const rest = by > 0 ? document.documentElement.scrollHeight - innerHeight - scrollY : scrollY;
    if (rest > 8) scrollBy({ top: by * (innerHeight - KEPT_PX), behavior: "instant" });
    else next(by);
  }

  function next(by) {
    let to = at + by;
    while (screens[to] && !says(screens[to])) to += by;
    go(to);
  }

  function darken() {
    dark = !dark;
    show();
  }

  function listen({ data }) {
    if (data.hello) tell();
    else if (data.darken) darken();
    else if (Number.isInteger(data.by)) turn(data.by);
    else if (Number.isInteger(data.part)) {
      go(screens.findIndex((screen) => screen.part === parts()[data.part]));
    }
  }

  // Clickers send page keys, B or a full stop.
  function key(event) {
    if (!presents() || event.altKey || event.ctrlKey || event.metaKey) return;
    const acts = { PageDown: () => turn(1), PageUp: () => turn(-1) };
    if (!event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) {
      Object.assign(acts, { b: darken, ".": darken, Escape: leave });
    }
    if (!acts[event.key]) return;
    // The first Escape closes the word that is explained.
    if (event.key === "Escape" && document.querySelector(":popover-open")) return;
    event.preventDefault();
    acts[event.key]();
  }

  function begin() {
    const before = [...document.querySelectorAll(".opening, section.part[id]")];
    const here = before.findLast((each) => each.getBoundingClientRect().top < innerHeight / 2);
    lay();
    at = Math.max(
      0,
      screens.findIndex((screen) => screen.part === here),
    );
    document.body.classList.add("presents");
    bar.hidden = false;
    channel = new BroadcastChannel(`campus5g-presents-${bar.dataset.present}`);
    channel.addEventListener("message", listen);
    show();
    scrollTo({ top: 0, behavior: "instant" });
    dispatchEvent(new Event("resize"));
  }

  function leave() {
    const { part } = screens[at];
    document.body.classList.remove("presents", "presents-wide", "presents-dark");
    for (const each of document.querySelectorAll(".is-put-aside")) {
      each.classList.remove("is-put-aside");
    }
    bar.hidden = true;
    channel.close();
    channel = null;
    dark = false;
    if (document.fullscreenElement) document.exitFullscreen();
    dispatchEvent(new Event("resize"));
    part.scrollIntoView({ behavior: "instant" });
  }

  function ready() {
    bar = document.querySelector("[data-present]");
    if (!bar) return;
    document.addEventListener("keydown", key);
    document.querySelector("[data-presents]").addEventListener("click", begin);
    for (const each of bar.querySelectorAll("[data-turns]")) {
      each.addEventListener("click", () => next(Number(each.dataset.turns)));
    }
    bar.querySelector("[data-present-leave]").addEventListener("click", leave);
    bar.querySelector("[data-present-whole]").addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
    });
    bar.querySelector("[data-present-notes]")?.addEventListener("click", (event) => {
      event.preventDefault();
      open(event.currentTarget.href, "campus5g-notes", "popup,width=760,height=820");
    });
    if (new URLSearchParams(location.search).has("present")) begin();
  }

  return { ready };
})();
