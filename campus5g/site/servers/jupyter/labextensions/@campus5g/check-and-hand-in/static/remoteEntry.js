// The buttons above a notebook that try its answers, in place of nbgrader's, which speaks English
// only, and that hand a lab in as a module's page does.
//
// JupyterLab takes an extension as a module-federation container: `init` gives it the modules that
// the page shares, `get` asks for the plugin. Written by hand, it needs no build.
(() => {
  const beside = (file) => new URL(file, document.currentScript.src).href;
  const PARTS = [
    "words.js",
    "checking.js",
    "handing_in.js",
    "../../connection/static/asking.js",
  ].map(beside);

  let shared = {};

  const load = async (name) => {
    const [newest] = Object.values(shared[name]);
    return (await newest.get())();
  };

  const extension = async () => {
    const [
      application,
      apputils,
      coreutils,
      { ServerConnection },
      { ITranslator },
      ui,
      { Widget },
    ] = await Promise.all(
      [
        "@jupyterlab/application",
        "@jupyterlab/apputils",
        "@jupyterlab/coreutils",
        "@jupyterlab/services",
        "@jupyterlab/translation",
        "@jupyterlab/ui-components",
        "@lumino/widgets",
      ].map(load),
    );
    const [{ WORDS }, checking, handingIn, asking] = await Promise.all(
      PARTS.map((part) => import(part)),
    );

    const post = async (address, body, type = "application/json") => {
      const settings = ServerConnection.makeSettings();
      const answer = await ServerConnection.makeRequest(
        coreutils.URLExt.join(settings.baseUrl, address),
        { method: "POST", body, headers: { "Content-Type": type } },
        settings,
      );
      if (!answer.ok) throw new Error(String(answer.status));
      return answer;
    };
    const { PageConfig } = coreutils;
    const whileThere = (act, bears) =>
      asking.whileThere({ PageConfig, ServerConnection }, act, bears);
    const jupyter = { ...apputils, PageConfig, Widget, post, whileThere };

    const addButton = (panel, { name, label, tooltip, place, act }) => {
      let busy = false;
      const button = new ui.ToolbarButton({
        className: `${name}-button`,
        label,
        tooltip,
        onClick: async () => {
          if (busy) return;
          busy = true;
          await act().finally(() => {
            busy = false;
          });
        },
      });
      panel.toolbar.insertItem(place, name, button);
    };

    // `look` finds out what is gone, and says it (`connection`).
    const activate = (app, translator, look) => {
      Object.assign(jupyter, { look });
      const say = translator.languageCode.startsWith("fr") ? WORDS.fr : WORDS.en;
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew: (panel) => {
          const path = app.serviceManager.contents.localPath(panel.context.path);
          addButton(panel, {
            name: "self-check",
            label: say.check,
            tooltip: say.checkTip,
            place: 10,
            act: () => handingIn.check(jupyter, checking, panel, path, say),
          });
          const lab = handingIn.labAt(path, jupyter.PageConfig);
          if (!lab) return;
          addButton(panel, {
            name: "hand-in",
            label: say.handIn,
            tooltip: say.handInTip,
            place: 11,
            act: () => handingIn.handIn(jupyter, checking, panel, lab, say),
          });
        },
      });
    };

    const requires = [ITranslator, application.IConnectionLost];
    const plugin = {
      id: "@campus5g/check-and-hand-in:buttons",
      autoStart: true,
      requires,
      activate,
    };
    return { __esModule: true, default: plugin };
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["@campus5g/check-and-hand-in"] = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const made = await extension();
      return () => made;
    },
  };
})();
