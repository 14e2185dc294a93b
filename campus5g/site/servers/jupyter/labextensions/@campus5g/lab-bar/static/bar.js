// The bar above JupyterLab's menus: back to the site, the exercise in front, check and hand in.

import { element } from "./checking.js";
import { exerciseAt, exercisesOf } from "./exercises.js";

const LOOK = `
  #campus5g-lab-bar {
    display: flex;
    align-items: center;
    gap: 12px;
    box-sizing: border-box;
    /* JupyterLab measures its header once. */
    min-height: 48px;
    max-height: 48px;
    padding: 0 12px;
    overflow: hidden;
    color: var(--jp-ui-font-color1);
    background: var(--jp-layout-color1);
    border-bottom: 1px solid var(--jp-border-color1);
    font: 14px/1.4 var(--jp-ui-font-family);
    white-space: nowrap;
  }
  #campus5g-lab-bar > * { flex: none; }
  #campus5g-lab-bar [hidden] { display: none; }
  #campus5g-lab-bar a,
  #campus5g-lab-bar button,
  #campus5g-lab-bar select {
    box-sizing: border-box;
    min-height: 36px;
    padding: 0 12px;
    border: 1px solid var(--jp-border-color1);
    border-radius: 4px;
    color: inherit;
    background: var(--jp-layout-color1);
    font: inherit;
  }
  #campus5g-lab-bar a {
    display: flex;
    align-items: center;
    gap: 6px;
    text-decoration: none;
  }
  #campus5g-lab-bar :is(a, button, select):hover { background: var(--jp-layout-color2); }
  #campus5g-lab-bar :is(a, button, select):focus-visible {
    outline: 2px solid var(--jp-brand-color1);
    outline-offset: 1px;
  }
  #campus5g-lab-bar select {
    flex: 0 1 26em;
    min-width: 0;
    text-overflow: ellipsis;
  }
  #campus5g-lab-bar .standing {
    flex: 1 1 auto;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    color: var(--jp-ui-font-color2);
  }
  #campus5g-lab-bar button.hand-in-button {
    border-color: transparent;
    color: var(--jp-ui-inverse-font-color1);
    background: var(--jp-accept-color-normal, var(--jp-brand-color1));
    font-weight: 600;
  }
  #campus5g-lab-bar button.hand-in-button:hover {
    background: var(--jp-accept-color-hover, var(--jp-brand-color0));
  }
  @media (max-width: 700px) {
    #campus5g-lab-bar { gap: 6px; padding: 0 6px; }
    #campus5g-lab-bar :is(a, button, select) { padding: 0 8px; }
    #campus5g-lab-bar select { flex: 1 1 0; }
    #campus5g-lab-bar .standing, #campus5g-lab-bar a span:last-child {
      position: absolute;
      clip-path: inset(50%);
    }
  }`;

const part = (tag, properties, ...children) =>
  Object.assign(element(tag, "", ...children), properties);

// Returns the bar's element, and `show`, which puts a notebook and what its buttons do before it.
// `leave` is asked before the page goes, and says whether it may.
export const labBar = (home, say, leave) => {
  document.head.append(element("style", LOOK));
  const arrow = part("span", { ariaHidden: "true" }, "←");
  const back = part("a", { href: home }, arrow, element("span", say.back));
  const choice = part("select", { ariaLabel: say.goTo });
  const standing = part("span", { className: "standing" });
  const check = part("button", { className: "self-check-button", title: say.checkTip }, say.check);
  const handIn = part("button", { className: "hand-in-button", title: say.handInTip }, say.handIn);
  const node = part(
    "div",
    { id: "campus5g-lab-bar", role: "region", ariaLabel: "Campus 5G" },
    ...[back, choice, standing, check, handIn],
  );
  // The keys of a select and of a button are no commands of JupyterLab.
  node.dataset.lmSuppressShortcuts = "true";

  let shown = null;
  let exercises = [];

  const tellPlace = () => {
    const { top, height } = shown.panel.content.node.getBoundingClientRect();
    const place = exerciseAt(top + height / 3, exercises, shown.panel.content.widgets);
    choice.value = exercises[place]?.id ?? "";
    const all = exercises.length;
    standing.textContent = (place < 0 ? say.ahead : say.standing)
      .replace("{n}", place + 1)
      .replace("{all}", all)
      .replace(
        "{points}",
        exercises.reduce((sum, { points }) => sum + points, 0),
      );
  };

  const list = () => {
    const { model } = shown.panel.content;
    const found = model ? exercisesOf(model.cells) : [];
    // A list that is drawn again would close before whoever chooses from it.
    if (JSON.stringify(found) !== JSON.stringify(exercises)) {
      exercises = found;
      choice.replaceChildren(
        new Option(say.start, ""),
        ...exercises.map(({ id, title }) => new Option(title, id)),
      );
    }
    choice.hidden = standing.hidden = exercises.length === 0;
    if (exercises.length) tellPlace();
  };

  let asked = null;
  const soon = (act) => {
    if (asked) cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => shown && act());
  };
  const onScroll = () => soon(tellPlace);
  const onCells = () => soon(list);
  // Cells move as those before them are drawn.
  const drawn = new ResizeObserver(onScroll);

  const show = (next) => {
    if (shown) {
      shown.panel.content.node.removeEventListener("scroll", onScroll, true);
      shown.panel.content.modelContentChanged.disconnect(onCells);
      drawn.disconnect();
    }
    shown = next;
    exercises = [];
    check.hidden = handIn.hidden = !next?.lab;
    choice.hidden = standing.hidden = true;
    if (!next) return;
    next.panel.content.node.addEventListener("scroll", onScroll, true);
    next.panel.content.modelContentChanged.connect(onCells);
    drawn.observe(next.panel.content.viewportNode);
    onCells();
  };

  back.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (await leave(shown?.panel)) location.assign(home);
  });
  choice.addEventListener("change", () => shown.goTo(choice.value));
  check.addEventListener("click", () => shown.lab.check());
  handIn.addEventListener("click", () => shown.lab.handIn());
  show(null);
  return { node, show };
};
