// Saves each notebook soon after something was typed into it, and notices by it when the server is
// gone. Who does nothing has nothing asked: an open page alone keeps no server from going to rest.

import { pause, stateOf } from "./asking.js";
import { draftOf } from "./drafts.js";

const SAVED_EACH_MS = 1500;
const DRAFT_AFTER_MS = 200;
const WAITS_FOR_ANOTHER_MS = 10_000;

const careFor = ({ context }, base, changed) => {
  const { model } = context;
  const draft = draftOf(context, base);
  let isDue = false;
  let underWay = 0;
  let last = Promise.resolve();
  let drafting = null;

  const write = () => {
    clearTimeout(drafting);
    drafting = null;
    if (isDue || underWay) draft.write();
  };

  // JupyterLab takes a save that meets another for a change by somebody else, and what is typed
  // while a save is under way for saved.
  const saveAlone = context.save.bind(context);
  const saveNow = async () => {
    isDue = false;
    await saveAlone();
    if (isDue) model.dirty = true;
    else draft.remove();
  };
  context.save = () => {
    underWay += 1;
    const saving = Promise.race([last, pause(WAITS_FOR_ANOTHER_MS)])
      .then(saveNow)
      .finally(() => {
        underWay -= 1;
      });
    last = saving.catch(() => {});
    return saving;
  };

  // Outputs, and what a kernel tells of itself, wait for JupyterLab's own turn: a page that only
  // opens saves nothing, which a second one would take for a change by somebody else.
  let said = draft.words();
  model.contentChanged.connect(() => {
    const now = draft.words();
    if (now === said || !context.canSave) return;
    said = now;
    isDue = true;
    drafting ??= setTimeout(write, DRAFT_AFTER_MS);
    changed();
  });
  addEventListener("pagehide", write);
  context.disposed.connect(() => removeEventListener("pagehide", write));

  return {
    draft,
    isUnsaved: () => !context.isDisposed && (isDue || underWay > 0),
    // JupyterLab itself says why a save has failed; the next change has it tried again.
    saveIfDue: () => isDue && !underWay && context.save().catch(() => {}),
  };
};

// Returns what to call with each notebook that opens.
export const keepSaved = (jupyter, look, tellRestored) => {
  const base = jupyter.PageConfig.getBaseUrl();
  let kept = [];
  let isRunning = false;

  const changed = async () => {
    if (isRunning) return;
    isRunning = true;
    while (kept.some((each) => each.isUnsaved())) {
      await pause(SAVED_EACH_MS);
      const state = await stateOf(jupyter);
      if (state === "here") for (const each of kept) each.saveIfDue();
      else await look(state);
    }
    isRunning = false;
  };

  return async (panel) => {
    const { context } = panel;
    await context.ready;
    const mine = careFor(panel, base, changed);
    kept.push(mine);
    context.disposed.connect(() => {
      kept = kept.filter((each) => each !== mine);
    });
    if (mine.draft.restore()) tellRestored();
  };
};
