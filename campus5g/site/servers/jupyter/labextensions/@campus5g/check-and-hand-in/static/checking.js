// Asks the server to try a notebook's answers (`autograder.plugin.server`, at nbgrader's own
// address), and tells what it found, exercise by exercise.

// Colours of a terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with the escape character.
const ANSI = /\u001b\[[0-9;]*m/g;
// A test's own sentence needs no name of a class before it.
const OWN_SENTENCE = /^AssertionError: /;

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
    const { success, value } = await jupyter.whileThere(async (gone) => {
      await panel.context.save();
      gone.throwIfAborted();
      const answer = await jupyter.post("assignments/validate", JSON.stringify({ path }));
      return answer.json();
    });
    return success ? { findings: value } : { problem: value };
  } catch {
    jupyter.look();
    return { problem: say.unreachable };
  }
};

const said = (error) => {
  const text = error.replace(ANSI, "").trim().replace(OWN_SENTENCE, "");
  const made = element("pre", text);
  made.style.whiteSpace = "pre-wrap";
  made.tabIndex = 0;
  return made;
};

// `go` leads to the cell with an id.
export const told = ({ findings, problem }, say, go) => {
  const body = element("div");
  body.id = "self-check";
  if (problem) {
    body.append(element("p", problem));
    return body;
  }
  const kinds = [
    [findings.type_changed, say.typeChanged],
    [findings.changed, say.changed],
    [findings.failed, say.failed],
  ].filter(([cells]) => cells?.length);
  if (!kinds.length) body.append(element("p", say.passed), element("p", say.hidden));
  for (const [cells, sentence] of kinds) {
    body.append(element("p", sentence));
    for (const { title, cell, raw_error: error } of cells) {
      const section = element("section", "", element("h3", title || say.somewhere));
      section.style.marginBlock = "12px";
      if (error) section.append(said(error));
      const button = element("button", say.go);
      button.className = "jp-Button jp-mod-styled jp-mod-small";
      button.addEventListener("click", () => go(cell));
      section.append(button);
      body.append(section);
    }
  }
  return body;
};
