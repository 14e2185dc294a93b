// Cells tagged `after-prediction` tell the answers of the predictions above them, back to the tagged
// cell before. They stay covered until `lab.compare` or `lab.predict` has said of each, in the
// metadata of an output, that it was compared.
//
// A module-federation container, written by hand as that of the lab's bar.
(() => {
  const WORDS = {
    fr: "L’explication s’ouvrira quand votre pari, plus haut, aura été comparé à votre mesure.",
    en: "The explanation opens once your prediction, above, has been compared with your measurement.",
  };

  const LOOK = `
    .campus5g-covered > * { display: none !important; }
    .campus5g-covered::before {
      content: attr(data-campus5g-covered);
      display: block;
      margin: 8px 8px 8px calc(var(--jp-cell-prompt-width) + var(--jp-cell-padding) + 8px);
      padding: 12px;
      border: 1px dashed var(--jp-border-color1);
      border-radius: 8px;
      color: var(--jp-ui-font-color2);
      font-family: var(--jp-content-font-family);
      font-size: var(--jp-content-font-size1);
    }
    @media (max-width: 600px) {
      .campus5g-covered::before { margin-left: 8px; }
    }`;

  const COMPARISON = /\blab\.compare\(\s*["']([^"']+)["']/g;

  const comparedIn = (outputs) => {
    const names = [];
    for (let place = 0; place < outputs.length; place++) {
      const name = outputs.get(place).metadata.campus5g?.compared;
      if (name) names.push(name);
    }
    return names;
  };

  const follow = (notebook, sentence) => {
    let asked = false;
    const cover = () => {
      asked = false;
      const cells = notebook.widgets;
      const code = cells.filter((cell) => cell.model.type === "code");
      const compared = new Set(code.flatMap((cell) => comparedIn(cell.model.outputs)));
      let explained = [];
      for (const cell of cells) {
        if (cell.model.type === "code") {
          const source = cell.model.sharedModel.getSource();
          for (const [, name] of source.matchAll(COMPARISON)) explained.push(name);
        } else if (cell.model.getMetadata("tags")?.includes("after-prediction")) {
          cell.node.dataset.campus5gCovered = sentence;
          cell.toggleClass("campus5g-covered", !explained.every((name) => compared.has(name)));
          explained = [];
        }
      }
    };
    const soon = () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(cover);
    };
    notebook.modelChanged.connect(soon);
    notebook.modelContentChanged.connect(soon);
    soon();
  };

  let shared = {};

  const extension = async () => {
    const [newest] = Object.values(shared["@jupyterlab/translation"]);
    const { ITranslator } = (await newest.get())();
    const activate = (app, translator) => {
      const sentence = translator.languageCode.startsWith("fr") ? WORDS.fr : WORDS.en;
      const style = document.createElement("style");
      style.textContent = LOOK;
      document.head.append(style);
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew: (panel) => {
          panel.context.ready.then(() => follow(panel.content, sentence));
        },
      });
    };
    const id = "@campus5g/covered-words:cells";
    return {
      __esModule: true,
      default: { id, autoStart: true, requires: [ITranslator], activate },
    };
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["@campus5g/covered-words"] = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const made = await extension();
      return () => made;
    },
  };
})();
