// Asks the server to try a notebook's answers (`autograder.plugin.server`, at nbgrader's own
// address), and tells what it found, exercise by exercise.

export const element = (tag, text = "", ...children) => {
  const made = document.createElement(tag);
  made.textContent = text;
  made.append(...children);
  return made;
};

// Returns what was found, or a sentence why nothing was. A check may take a minute, unless the
// server is gone meanwhile.
export const askForCheck = async (jupyter, panel, path, say) => {
  try {
    const { success, value, report } = await jupyter.whileThere(async (gone) => {
      await panel.context.save();
      gone.throwIfAborted();
      const answer = await jupyter.post("assignments/validate", JSON.stringify({ path }));
      return answer.json();
    });
    return success ? { findings: value, report } : { problem: value };
  } catch {
    jupyter.look();
    return { problem: say.unreachable };
  }
};

const detailOf = (text) => {
  const made = element("pre", text);
  made.style.whiteSpace = "pre-wrap";
  made.tabIndex = 0;
  return made;
};

// `problems` have a sentence each, what Python said besides, and the cell to go to.
const sectionOf = (title, problems, say, go) => {
  const section = element("section", "", element("h3", title || say.somewhere));
  section.style.marginBlock = "12px";
  for (const { cell, sentence, detail } of problems) {
    const words = element("p", sentence);
    words.style.whiteSpace = "pre-wrap";
    section.append(words);
    if (detail) section.append(detailOf(detail));
    const button = element("button", say.go);
    button.className = "jp-Button jp-mod-styled jp-mod-small";
    button.addEventListener("click", () => go(cell));
    section.append(button);
  }
  return section;
};

const counted = ([one, several], number) => (number === 1 ? one : several).replace("{n}", number);

const folded = (words, exercises) => {
  const names = element("ul", "", ...exercises.map(({ title }) => element("li", title)));
  return element("details", "", element("summary", words), names);
};

// Cells that must stay as they are, and were changed: nothing else was found then.
const changes = ({ type_changed: typeChanged = [], changed = [] }, say, go) =>
  [
    [typeChanged, say.typeChanged],
    [changed, say.changed],
  ]
    .filter(([cells]) => cells.length)
    .flatMap(([cells, sentence]) => [
      element("p", sentence),
      ...cells.map(({ title, cell }) => sectionOf(title, [{ cell, sentence: "" }], say, go)),
    ]);

const standing = ({ exercises, stops }, say, go) => {
  const [failed, passed, open] = ["failed", "passed", "open"].map((state) =>
    exercises.filter((each) => each.state === state),
  );
  if (open.length && open.length === exercises.length) return [element("p", say.nothingBegun)];
  const parts = [];
  if (failed.length) {
    parts.push(element("p", say.failed));
    parts.push(...failed.map(({ title, problems }) => sectionOf(title, problems, say, go)));
  } else if (!stops.length) parts.push(element("p", open.length ? say.begunPassed : say.passed));
  if (stops.length) {
    parts.push(element("p", say.stopped));
    parts.push(...stops.map(({ title, problem }) => sectionOf(title, [problem], say, go)));
  }
  if (open.length) parts.push(folded(counted(say.open, open.length), open));
  if (passed.length) parts.push(folded(counted(say.passedOnes, passed.length), passed));
  return [...parts, element("p", say.hidden)];
};

// `go` leads to the cell with an id.
export const told = ({ findings, report, problem }, say, go) => {
  const body = element("div");
  body.id = "self-check";
  if (problem) body.append(element("p", problem));
  else body.append(...(report ? standing(report, say, go) : changes(findings, say, go)));
  return body;
};
