// The button above a notebook that tries its answers, in place of nbgrader's, which speaks English
// only. The server's side is `autograder.plugin.server`, at nbgrader's own address.
//
// JupyterLab takes an extension as a module-federation container: `init` gives it the modules that
// the page shares, `get` asks for the plugin. Written by hand, it needs no build.
(() => {
  const WORDS = {
    fr: {
      button: "Vérifier",
      tooltip: "Essayer mes réponses avant de rendre",
      title: "Vérification",
      running: "Vérification en cours…",
      close: "Fermer",
      passed: "Votre notebook passe tous les tests visibles.",
      failed: "Ces réponses ne passent pas encore leur test :",
      changed:
        "Ces cellules de test ont été modifiées. Annulez la modification (Ctrl + Z), ou demandez de l’aide :",
      typeChanged: "Ces cellules ont changé de nature (texte ou code). Rendez-leur la première :",
      cell: "Voir la cellule",
      unreachable: "La vérification n’a pas eu lieu. Enregistrez, puis réessayez dans un instant.",
    },
    en: {
      button: "Check",
      tooltip: "Try my answers before I hand in",
      title: "Check",
      running: "Checking…",
      close: "Close",
      passed: "Your notebook passes all the visible tests.",
      failed: "These answers do not pass their test yet:",
      changed: "These test cells were changed. Undo the change (Ctrl + Z), or ask for help:",
      typeChanged:
        "These cells have another type (text or code) than before. Give them the old one back:",
      cell: "See the cell",
      unreachable: "The check did not take place. Save, then try again in a moment.",
    },
  };

  // Colours of a terminal.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with the escape character.
  const ANSI = /\u001b\[[0-9;]*m/g;

  let shared = {};

  const load = async (name) => {
    const [newest] = Object.values(shared[name]);
    return (await newest.get())();
  };

  const element = (tag, text = "") => {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  };

  const code = (text) => {
    const made = element("pre", text);
    made.style.overflowX = "auto";
    made.tabIndex = 0;
    return made;
  };

  const told = (value, say) => {
    const body = element("div");
    const findings = [
      [value.type_changed, say.typeChanged],
      [value.changed, say.changed],
      [value.failed, say.failed],
    ].filter(([cells]) => cells?.length);
    if (!findings.length) body.append(element("p", say.passed));
    for (const [cells, sentence] of findings) {
      body.append(element("p", sentence));
      for (const cell of cells) {
        if (cell.raw_error) body.append(code(cell.raw_error.replace(ANSI, "").trim()));
        const source = element("details");
        source.append(element("summary", say.cell), code(cell.source));
        source.open = !cell.raw_error;
        body.append(source);
      }
    }
    return body;
  };

  const extension = async () => {
    const [
      { Dialog, Notification, showDialog },
      { URLExt },
      { ServerConnection },
      lab,
      parts,
      { Widget },
    ] = await Promise.all(
      [
        "@jupyterlab/apputils",
        "@jupyterlab/coreutils",
        "@jupyterlab/services",
        "@jupyterlab/translation",
        "@jupyterlab/ui-components",
        "@lumino/widgets",
      ].map(load),
    );

    const ask = async (path) => {
      const settings = ServerConnection.makeSettings();
      const answer = await ServerConnection.makeRequest(
        URLExt.join(settings.baseUrl, "assignments/validate"),
        { method: "POST", body: JSON.stringify({ path }) },
        settings,
      );
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    };

    const check = async (app, panel, say) => {
      const running = Notification.emit(say.running, "in-progress", { autoClose: false });
      let body;
      try {
        await panel.context.save();
        const { success, value } = await ask(
          app.serviceManager.contents.localPath(panel.context.path),
        );
        body = success ? told(value, say) : element("p", value);
      } catch {
        body = element("p", say.unreachable);
      } finally {
        Notification.dismiss(running);
      }
      body.id = "self-check";
      // A dialogue squeezes its body's parts, down to nothing where they can scroll.
      const whole = element("div");
      whole.append(body);
      await showDialog({
        title: say.title,
        body: new Widget({ node: whole }),
        buttons: [Dialog.okButton({ label: say.close })],
      });
      panel.activate();
    };

    const activate = (app, translator) => {
      const say = translator.languageCode.startsWith("fr") ? WORDS.fr : WORDS.en;
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew: (panel) => {
          let busy = false;
          const button = new parts.ToolbarButton({
            className: "self-check-button",
            label: say.button,
            tooltip: say.tooltip,
            onClick: async () => {
              if (busy) return;
              busy = true;
              await check(app, panel, say).finally(() => {
                busy = false;
              });
            },
          });
          panel.toolbar.insertItem(10, "self-check", button);
          return button;
        },
      });
    };

    const requires = [lab.ITranslator];
    const plugin = { id: "@campus5g/self-check:button", autoStart: true, requires, activate };
    return { __esModule: true, default: plugin };
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["@campus5g/self-check"] = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const made = await extension();
      return () => made;
    },
  };
})();
