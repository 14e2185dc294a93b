// The bar that leads a learner through a lab, back to the site, to a check and to handing in, as a
// module's page does. Notebooks that are no labs have the check as a button above them, in place of
// nbgrader's, which speaks English only.
//
// JupyterLab takes an extension as a module-federation container: `init` gives it the modules that
// the page shares, `get` asks for the plugin. Written by hand, it needs no build.
(() => {
  const beside = (file) => new URL(file, document.currentScript.src).href;
  const PARTS = [
    "words.js",
    "bar.js",
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
      { INotebookTracker },
      { ServerConnection },
      { ITranslator },
      ui,
      { Widget },
    ] = await Promise.all(
      [
        "@jupyterlab/application",
        "@jupyterlab/apputils",
        "@jupyterlab/coreutils",
        "@jupyterlab/notebook",
        "@jupyterlab/services",
        "@jupyterlab/translation",
        "@jupyterlab/ui-components",
        "@lumino/widgets",
      ].map(load),
    );
    const [{ WORDS }, { labBar }, checking, handingIn, asking] = await Promise.all(
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

    // A check or a hand-in that is under way is not begun again.
    const once = (act) => {
      let isUnderWay = false;
      return async () => {
        if (isUnderWay) return;
        isUnderWay = true;
        await act().finally(() => {
          isUnderWay = false;
        });
      };
    };

    const addCheckButton = (panel, check, say) => {
      const button = new ui.ToolbarButton({
        className: "self-check-button",
        label: say.check,
        tooltip: say.checkTip,
        onClick: check,
      });
      panel.toolbar.insertItem(10, "self-check", button);
    };

    const addBar = ({ shell }, tracker, notebooks, say) => {
      const hub = PageConfig.getOption("hubPrefix");
      if (!hub) return;
      const save = ({ context }) => whileThere(() => context.save());
      const { node, show } = labBar(handingIn.portalOf(hub), say, async (panel) => {
        // Where it can't be saved, the browser asks before it leaves.
        if (panel?.context.model.dirty) await save(panel).catch(() => {});
        // A site that is gone has no page to come to: the notice says so.
        const isThere = await asking.answers(`${hub}api`);
        if (!isThere) jupyter.look();
        return isThere;
      });
      const widget = new Widget({ node });
      widget.title.label = "Campus 5G";
      shell.add(widget, "header");
      const follow = () => show(notebooks.get(tracker.currentWidget) ?? null);
      tracker.currentChanged.connect(follow);
      follow();
    };

    // `look` finds out what is gone, and says it (`connection`).
    const activate = (app, translator, look, tracker) => {
      Object.assign(jupyter, { look });
      const say = translator.languageCode.startsWith("fr") ? WORDS.fr : WORDS.en;
      const notebooks = new WeakMap();
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew: (panel) => {
          const path = app.serviceManager.contents.localPath(panel.context.path);
          const check = once(() => handingIn.check(jupyter, checking, panel, path, say));
          const lab = handingIn.labAt(path, PageConfig);
          const handIn = once(() => handingIn.handIn(jupyter, checking, panel, lab, say));
          const goTo = (id) => {
            const [first] = panel.content.widgets;
            handingIn.bringUp(panel.content, id || first.model.id, "start");
          };
          notebooks.set(panel, { panel, goTo, lab: lab && { check, handIn } });
          if (!lab) addCheckButton(panel, check, say);
        },
      });
      addBar(app, tracker, notebooks, say);
    };

    const requires = [ITranslator, application.IConnectionLost, INotebookTracker];
    const plugin = {
      id: "@campus5g/lab-bar:bar",
      autoStart: true,
      requires,
      activate,
    };
    return { __esModule: true, default: plugin };
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["@campus5g/lab-bar"] = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const made = await extension();
      return () => made;
    },
  };
})();
