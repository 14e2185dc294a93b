// What was typed into a notebook, in this browser, until the server has saved it: a browser that
// ends, or a page that is left, loses nothing. Only what cells say is kept; outputs come again.

// A browser without storage, or with a full one, still has the page itself.
const tryTo = (change) => {
  try {
    return change(localStorage);
  } catch {
    return null;
  }
};

const differing = (draft, notebook) => {
  const now = new Map(notebook.cells.map((cell) => [cell.id, cell.source]));
  return draft.cells.filter(({ id, source }) => now.get(id) !== source);
};

const putBack = (draft, notebook) => {
  notebook.transact(() => {
    for (const { id, cell_type, source } of differing(draft, notebook)) {
      const cell = notebook.cells.find((each) => each.id === id);
      if (cell) {
        cell.setSource(source);
        continue;
      }
      const place = draft.cells.findIndex((each) => each.id === id);
      notebook.insertCell(place, { id, cell_type, source, metadata: {} });
    }
  });
};

// `base` tells the people of a browser apart: their servers' addresses have their names.
export const draftOf = (context, base) => {
  const notebook = context.model.sharedModel;
  const key = `campus5g:${new URL(base, location.href).pathname}${context.localPath}`;
  const savedAt = () => context.contentsModel.last_modified;

  const cells = () =>
    notebook.cells.map(({ id, cell_type, source }) => ({ id, cell_type, source }));

  const words = () => JSON.stringify(cells());

  const write = () => {
    const draft = { at: Date.now(), since: savedAt(), cells: cells() };
    tryTo((store) => store.setItem(key, JSON.stringify(draft)));
  };

  const remove = () => tryTo((store) => store.removeItem(key));

  // Returns whether there was anything to put back. What the notebook says by now goes first where
  // it was saved after the draft; the clocks of browser and server need not agree on that.
  const restore = () => {
    const draft = JSON.parse(tryTo((store) => store.getItem(key)));
    const isNewest = draft?.since === savedAt() || draft?.at > Date.parse(savedAt());
    if (isNewest && differing(draft, notebook).length) {
      putBack(draft, notebook);
      return true;
    }
    remove();
    return false;
  };

  return { words, write, remove, restore };
};
