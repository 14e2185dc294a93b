// In a narrow window JupyterLab begins with its side bar closed: else it leaves the notebook no room.
//
// A module-federation container, written by hand as that of the lab's bar.
(() => {
  const NARROW = matchMedia("(max-width: 600px)");

  const activate = (app) => {
    // Not awaited: JupyterLab restores itself once all its plugins are active.
    app.restored.then(() => {
      if (NARROW.matches) app.shell.collapseLeft();
    });
  };

  const plugin = { id: "@campus5g/narrow-window:side-bar", autoStart: true, activate };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["@campus5g/narrow-window"] = {
    init: () => {},
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
