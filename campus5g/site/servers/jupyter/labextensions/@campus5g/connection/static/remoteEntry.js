// Says what no longer answers while a lab is open, the site or only this person's server, or that
// their session has expired, and comes back; saves what is typed soon, and keeps it until then.
//
// It takes the place of JupyterLab's own, to which every network that is lost is a server that is
// not running. A module-federation container, written by hand as that of the lab's bar.
(() => {
  const beside = (file) => new URL(file, document.currentScript.src).href;
  const PARTS = ["words.js", "notice.js", "coming_back.js", "saving.js"].map(beside);

  let shared = {};

  const load = async (name) => {
    const [newest] = Object.values(shared[name]);
    return (await newest.get())();
  };

  const extension = async () => {
    const [
      application,
      { Notification },
      { PageConfig },
      { INotebookTracker },
      { ServerConnection },
      { ITranslator },
    ] = await Promise.all(
      [
        "@jupyterlab/application",
        "@jupyterlab/apputils",
        "@jupyterlab/coreutils",
        "@jupyterlab/notebook",
        "@jupyterlab/services",
        "@jupyterlab/translation",
      ].map(load),
    );
    const [{ WORDS }, { bar }, { lookAfter }, { keepSaved }] = await Promise.all(
      PARTS.map((part) => import(part)),
    );
    const jupyter = { PageConfig, ServerConnection };

    const activate = ({ serviceManager }, translator, info, tracker) => {
      const say = translator.languageCode.startsWith("fr") ? WORDS.fr : WORDS.en;
      const notebooks = () => tracker.filter(() => true);
      const look = lookAfter(jupyter, bar(), say, info, serviceManager.sessions, notebooks);
      const tellRestored = () => Notification.info(say.restored, { autoClose: false });
      const keep = keepSaved(jupyter, look, tellRestored);
      addEventListener("offline", () => look());
      tracker.widgetAdded.connect((_tracker, panel) => {
        panel.sessionContext.connectionStatusChanged.connect((_context, status) => {
          if (status !== "connected") look();
        });
        keep(panel);
      });
      return () => look();
    };
    const plugin = {
      id: "@campus5g/connection:lost",
      autoStart: true,
      requires: [ITranslator, application.JupyterLab.IInfo, INotebookTracker],
      provides: application.IConnectionLost,
      activate,
    };
    return { __esModule: true, default: plugin };
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["@campus5g/connection"] = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const made = await extension();
      return () => made;
    },
  };
})();
