// Says what no longer answers while a lab is open, the site or only this person's server, and comes
// back to it: what was typed is saved then, and each notebook has a kernel again.
//
// It takes the place of JupyterLab's own, to which every network that is lost is a server that is
// not running. A module-federation container, written by hand as that of the self-check.
(() => {
  const WORDS = {
    fr: {
      away: "Pas de réponse du site. Vous pouvez continuer d’écrire : gardez cette page ouverte, tout sera enregistré dès qu’il répondra.",
      back: "Le site répond à nouveau, et ce que vous avez écrit est enregistré.",
      ended:
        "Votre espace s’est arrêté. Ce que vous avez écrit est gardé dans cette page : rouvrez-le pour l’enregistrer, puis exécutez à nouveau vos cellules.",
      reopen: "Rouvrir mon espace",
      starting: "Votre espace se rouvre…",
      unsaved:
        "Votre espace répond à nouveau, mais ce notebook n’a pas pu être enregistré : gardez cette page ouverte, et enregistrez-le (Ctrl + S).",
    },
    en: {
      away: "The site is not responding. You can go on writing: keep this page open, and all of it will be saved as soon as the site responds.",
      back: "The site responds again, and what you wrote is saved.",
      ended:
        "Your workspace has stopped. What you wrote is kept in this page: reopen it to save, then run your cells again.",
      reopen: "Reopen my workspace",
      starting: "Your workspace is reopening…",
      unsaved:
        "Your workspace responds again, but this notebook could not be saved: keep this page open, and save it (Ctrl + S).",
    },
  };
  const ASKED_EACH_MS = 2000;
  const ANSWERS_WITHIN_MS = 5000;
  const SAID_FOR_MS = 15_000;

  let shared = {};

  const load = async (name) => {
    const [newest] = Object.values(shared[name]);
    return (await newest.get())();
  };

  const ask = (address) =>
    fetch(address, { cache: "no-store", signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) }).catch(
      () => null,
    );

  const answers = async (address) => Boolean((await ask(address))?.ok);

  // A page that nobody looks at does not go on asking.
  const pause = async () => {
    await new Promise((go) => setTimeout(go, ASKED_EACH_MS));
    while (document.hidden) {
      await new Promise((go) => document.addEventListener("visibilitychange", go, { once: true }));
    }
  };

  const untilAnswered = async (address) => {
    while (!(await answers(address))) await pause();
  };

  // A Hub starts a person's own server when they come to the portal, once it has seen it end. Who
  // has to sign in does so in another tab.
  const reopenServer = async (address, hub, name) => {
    const portal = hub.replace(/hub\/$/, "services/portal/");
    const come = async () => Boolean((await ask(portal))?.url.endsWith(portal));
    if (await answers(address)) return;
    if (name) open(`${hub}spawn`);
    else if (!(await come())) open(portal);
    while (!(await answers(address))) {
      await pause();
      if (!name) await come();
    }
  };

  const meetAgain = async ({ context, sessionContext }) => {
    if (context.model.dirty) await context.save();
    const kernel = sessionContext.session?.kernel;
    // Its toolbar shows a notebook without one.
    await (kernel ? kernel.reconnect() : sessionContext.startKernel()).catch(() => {});
  };

  // JupyterLab's own notifications are fetched from the site when there is a first one, and a
  // dialogue would stand before what is being written.
  const bar = () => {
    const node = document.createElement("p");
    node.id = "campus5g-connection";
    node.setAttribute("role", "status");
    Object.assign(node.style, {
      position: "fixed",
      insetInline: "0",
      insetBlockEnd: "0",
      zIndex: "10000",
      margin: "0",
      padding: "0.8em 1.2em",
      textAlign: "center",
      color: "var(--jp-ui-inverse-font-color1)",
      background: "var(--jp-inverse-layout-color1)",
      font: "var(--jp-content-font-size1)/1.4 var(--jp-ui-font-family)",
    });
    const say = (text, forMs) => {
      node.textContent = text;
      document.body.append(node);
      if (forMs) setTimeout(() => node.textContent === text && node.remove(), forMs);
    };
    const offer = (text, label) => {
      const button = document.createElement("button");
      button.className = "jp-mod-styled jp-mod-accept";
      button.style.marginInlineStart = "1em";
      button.textContent = label;
      // Whoever is writing goes on where they are.
      button.addEventListener("mousedown", (event) => event.preventDefault());
      say(text);
      node.append(button);
      return new Promise((go) => button.addEventListener("click", go));
    };
    return { say, offer };
  };

  const watch = (PageConfig, say, info, sessions, notebooks) => {
    const base = PageConfig.getBaseUrl();
    const hub = PageConfig.getOption("hubPrefix");
    const told = bar();
    let isLooking = false;

    const comeBack = async () => {
      // A server that was started again knows nobody: this signs in.
      await ask(`${base}lab`);
      info.isConnected = true;
      await sessions.refreshRunning();
      const met = await Promise.allSettled(notebooks().map(meetAgain));
      const isSaved = met.every((each) => each.status === "fulfilled");
      told.say(isSaved ? say.back : say.unsaved, SAID_FOR_MS);
    };

    const reopen = async () => {
      const chosen = told.offer(say.ended, say.reopen);
      // Another page of theirs may have reopened it.
      await Promise.race([chosen, untilAnswered(`${base}api`)]);
      told.say(say.starting);
      await reopenServer(`${base}api`, hub, PageConfig.getOption("hubServerName"));
      await comeBack();
    };

    const waitForSite = async () => {
      told.say(say.away);
      await untilAnswered(`${hub || base}api`);
      return (await answers(`${base}api`)) ? comeBack() : reopen();
    };

    return async () => {
      if (isLooking) return;
      isLooking = true;
      try {
        if (await answers(`${base}api`)) return;
        info.isConnected = false;
        await (hub && (await answers(`${hub}api`)) ? reopen() : waitForSite());
      } finally {
        info.isConnected = true;
        isLooking = false;
      }
    };
  };

  const extension = async () => {
    const [application, { PageConfig }, { INotebookTracker }, { ITranslator }] = await Promise.all(
      [
        "@jupyterlab/application",
        "@jupyterlab/coreutils",
        "@jupyterlab/notebook",
        "@jupyterlab/translation",
      ].map(load),
    );
    const activate = ({ serviceManager }, translator, info, tracker) => {
      const say = translator.languageCode.startsWith("fr") ? WORDS.fr : WORDS.en;
      const notebooks = () => tracker.filter(() => true);
      const look = watch(PageConfig, say, info, serviceManager.sessions, notebooks);
      addEventListener("offline", look);
      tracker.widgetAdded.connect((_tracker, { sessionContext }) => {
        sessionContext.connectionStatusChanged.connect((_context, status) => {
          if (status !== "connected") look();
        });
      });
      return look;
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
