// What stands in the place of a widget that is not there, yet or any more: Jupyter says it in
// English, and in a programmer's words.
//
// A module-federation container, written by hand as that of the lab's bar.
(() => {
  const LOADING = "Loading widget...";
  const GONE = "Error displaying widget: model not found";
  const WORDS = {
    fr: {
      [LOADING]: "Chargement…",
      [GONE]: "Exécutez à nouveau cette cellule pour voir ce qu’elle affiche.",
    },
    en: { [LOADING]: "Loading…", [GONE]: "Run this cell again to see what it shows." },
  };

  const OUTPUT = ".jp-OutputArea-output";

  const follow = (notebook, words) => {
    const say = (output) => {
      if (output.childElementCount === 0 && Object.hasOwn(words, output.textContent)) {
        output.textContent = words[output.textContent];
      }
    };
    // Words stand in an output when it is put into the page, or come later.
    const look = ({ target, addedNodes }) => {
      if (target.matches(OUTPUT)) say(target);
      for (const added of addedNodes) {
        if (!(added instanceof Element)) continue;
        if (added.matches(OUTPUT)) say(added);
        added.querySelectorAll(OUTPUT).forEach(say);
      }
    };
    new MutationObserver((changes) => changes.forEach(look)).observe(notebook, {
      childList: true,
      subtree: true,
    });
  };

  let shared = {};

  const extension = async () => {
    const [newest] = Object.values(shared["@jupyterlab/translation"]);
    const { ITranslator } = (await newest.get())();
    const activate = (app, translator) => {
      const words = translator.languageCode.startsWith("fr") ? WORDS.fr : WORDS.en;
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew: (panel) => follow(panel.content.node, words),
      });
    };
    const id = "@campus5g/widget-words:outputs";
    return {
      __esModule: true,
      default: { id, autoStart: true, requires: [ITranslator], activate },
    };
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["@campus5g/widget-words"] = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const made = await extension();
      return () => made;
    },
  };
})();
