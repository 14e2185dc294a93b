// French for what JupyterLab says and its language pack, which is older, does not know yet.
//
// A module-federation container, written by hand as that of the lab's bar.
(() => {
  const WORDS = {
    "Activity Bar Position: %1": "Position de la barre d’activités : %1",
    "Are you sure you want to delete this cell?": "Voulez-vous vraiment supprimer cette cellule ?",
    Cells: "Cellules",
    "Collapse Output": "Replier la sortie",
    "Copy Selected Text": "Copier le texte sélectionné",
    "Copy selected text from the active cell or output area":
      "Copier le texte sélectionné de la cellule active ou de sa sortie",
    Created: "Créé",
    "Cut Selected Text": "Couper le texte sélectionné",
    "Cut selected text from the active cell or output area":
      "Couper le texte sélectionné de la cellule active ou de sa sortie",
    "Date Created": "Date de création",
    "Delete the cell": "Supprimer la cellule",
    "Do not ask me again": "Ne plus demander",
    Down: "Bas",
    "Edit File Browser Path": "Modifier le chemin affiché",
    "Executed %1/%2 cells": "%1 cellules exécutées sur %2",
    "Expand Output": "Déplier la sortie",
    "Export as HTML": "Exporter en HTML",
    "Go Up": "Remonter",
    "Ignore this warning for future deletions.": "Ne plus avertir avant une suppression.",
    "Install more languages…": "Installer d’autres langues…",
    "Kernel '%1' for '%2' is still initializing. You can run code cells when the kernel has initialized.":
      "Le noyau « %1 » de « %2 » démarre encore. Les cellules pourront s’exécuter quand il sera prêt.",
    Licenses: "Licences",
    "Move Widget": "Déplacer le panneau",
    "Move back": "Remettre en place",
    "Move back to %1": "Remettre : %1",
    "Move to %1": "Déplacer : %1",
    "Move to Down Area": "Déplacer vers le bas",
    "Move to Left Sidebar": "Déplacer dans la barre de gauche",
    "Move to Main Area": "Déplacer dans la zone principale",
    "Move to Right Sidebar": "Déplacer dans la barre de droite",
    "Open in Terminal": "Ouvrir dans un terminal",
    "Output View": "Vue de la sortie",
    "Paste Text": "Coller le texte",
    "Paste Unavailable": "Collage impossible",
    "Paste text from the clipboard into the active cell editor":
      "Coller le texte du presse-papiers dans la cellule active",
    "Press Escape twice to leave terminal focus.":
      "Appuyez deux fois sur Échap pour quitter le terminal.",
    "Prompt to bottom": "Saisie en bas",
    "Prompt to left": "Saisie à gauche",
    "Prompt to right": "Saisie à droite",
    "Prompt to top": "Saisie en haut",
    "Reset Widget Zoom": "Rétablir la taille du panneau",
    "Run Command?": "Exécuter la commande ?",
    "Run Once": "Exécuter une fois",
    "Running Sessions": "Sessions en cours",
    "Select Last Modified Cell": "Aller à la dernière cellule modifiée",
    "Select Next Modified Cell": "Aller à la cellule modifiée suivante",
    "Select a command": "Choisir une commande",
    "Set Activity Bar Position": "Placer la barre d’activités",
    "Show Date Created Column": "Afficher la date de création",
    "Show Down Area": "Afficher la zone du bas",
    "Split Tab": "Diviser l’onglet",
    "Split the current tab": "Diviser l’onglet actif",
    "The cell is read-only and cannot be merged.":
      "La cellule est en lecture seule : elle ne peut pas être fusionnée.",
    "The cell is read-only and cannot be split.":
      "La cellule est en lecture seule : elle ne peut pas être divisée.",
    "Toggle Bold": "Mettre en gras",
    "Toggle Scrolling for Outputs": "Faire défiler les sorties, ou non",
    "Trust Markdown Preview": "Faire confiance à l’aperçu Markdown",
    "Type a path…": "Tapez un chemin…",
    Up: "Haut",
    "Zoom In Active Widget": "Agrandir le panneau actif",
    "Zoom Out Active Widget": "Réduire le panneau actif",
  };

  let shared = {};

  const speak = (bundle) => {
    const known = bundle.gettext.bind(bundle);
    bundle.gettext = (text, ...values) => {
      // What the pack knows comes back changed: it goes first, once there is a newer one.
      const isKnown = known(text, "%1", "%2", "%3") !== text;
      if (isKnown || !Object.hasOwn(WORDS, text)) return known(text, ...values);
      return WORDS[text].replace(/%(\d+)/g, (_, place) => values[place - 1]);
    };
  };

  const load = async (name) => {
    const [newest] = Object.values(shared[name]);
    return (await newest.get())();
  };

  // Menus and commands take their words as soon as the application starts: before any plugin.
  const speakFromTheStart = ({ TranslationManager }) => {
    const spoken = new WeakSet();
    const loadBundle = TranslationManager.prototype.load;
    TranslationManager.prototype.load = function (domain) {
      const bundle = loadBundle.call(this, domain);
      if (domain === "jupyterlab" && isFrench(this) && !spoken.has(bundle)) {
        spoken.add(bundle);
        speak(bundle);
      }
      return bundle;
    };
  };

  const isFrench = (translator) => translator.languageCode.startsWith("fr");

  const extension = async () => {
    const [{ INotebookTracker }, translation] = await Promise.all(
      ["@jupyterlab/notebook", "@jupyterlab/translation"].map(load),
    );
    const { ITranslator } = translation;
    speakFromTheStart(translation);
    const activate = (_app, translator, tracker) => {
      if (!isFrench(translator)) return;
      const bundle = translator.load("jupyterlab");
      // JupyterLab makes notebooks without a translator: what they say of their kernel is English.
      tracker.widgetAdded.connect((_tracker, panel) => {
        panel._trans = bundle;
        panel.sessionContext._trans = bundle;
      });
    };
    const id = "@campus5g/french-words:pack";
    return {
      __esModule: true,
      default: { id, autoStart: true, requires: [ITranslator, INotebookTracker], activate },
    };
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["@campus5g/french-words"] = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const made = await extension();
      return () => made;
    },
  };
})();
