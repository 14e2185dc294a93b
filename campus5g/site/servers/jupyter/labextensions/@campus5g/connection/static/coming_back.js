// Says what is gone, and comes back to it: what was typed is saved then, and each notebook has a
// kernel again.

import { answers, ask, pause, stateOf } from "./asking.js";

const SAID_FOR_MS = 15_000;

// A page that nobody looks at does not go on asking.
const pauseInSight = async () => {
  await pause();
  while (document.hidden) {
    await new Promise((go) => document.addEventListener("visibilitychange", go, { once: true }));
  }
};

const untilAnswered = async (address) => {
  while (!(await answers(address))) await pauseInSight();
};

const portalOf = (hub) => hub.replace(/hub\/$/, "services/portal/");

// A Hub starts a person's own server when they come to the portal, once it has seen it end. Who
// has to sign in does so in another tab.
const reopenServer = async (address, hub, name) => {
  const portal = portalOf(hub);
  const come = async () => Boolean((await ask(portal))?.url.endsWith(portal));
  if (await answers(address)) return;
  if (name) open(`${hub}spawn`);
  else if (!(await come())) open(portal);
  while (!(await answers(address))) {
    await pauseInSight();
    if (!name) await come();
  }
};

const meetAgain = async ({ context, sessionContext }) => {
  if (context.model.dirty) await context.save();
  const kernel = sessionContext.session?.kernel;
  // Its toolbar shows a notebook without one.
  await (kernel ? kernel.reconnect() : sessionContext.startKernel()).catch(() => {});
};

// Returns what to call when something may be gone, with its state where that is known.
export const lookAfter = (jupyter, told, say, info, sessions, notebooks) => {
  const { PageConfig } = jupyter;
  const base = PageConfig.getBaseUrl();
  const hub = PageConfig.getOption("hubPrefix");
  let isLooking = false;

  // Signs in to the server, where the site knows the person: a server that was started again
  // does not.
  const signIn = () => ask(`${base}lab`);

  const comeBack = async (sentence) => {
    info.isConnected = true;
    await sessions.refreshRunning();
    const met = await Promise.allSettled(notebooks().map(meetAgain));
    const isSaved = met.every((each) => each.status === "fulfilled");
    told.say(isSaved ? sentence : say.unsaved, SAID_FOR_MS);
  };

  const reopen = async () => {
    const chosen = told.offer(say.ended, say.reopen);
    // Another page of theirs may have reopened it.
    await Promise.race([chosen, untilAnswered(`${base}api`)]);
    told.say(say.starting);
    await reopenServer(`${base}api`, hub, PageConfig.getOption("hubServerName"));
    await signIn();
  };

  const offerToSignIn = async () => {
    await told.offer(say.signedOut, say.signIn);
    open(hub ? portalOf(hub) : `${base}lab`);
  };

  // Each try to sign in leaves a cookie, so the Hub is asked first. Its page to sign in would not
  // do: each look at it makes the one in the other tab void.
  const signInOnceKnown = async () => {
    if (hub && (await answers(`${hub}home`, { redirect: "manual" }))) await signIn();
  };

  const wait = async (state, before) => {
    if (state === "ended") return reopen();
    if (state === "signedOut") {
      await signInOnceKnown();
      if ((await stateOf(jupyter)) === "here") return;
    }
    if (state !== before && state === "signedOut") offerToSignIn();
    else if (state !== before) told.say(say[state]);
    await pauseInSight();
  };

  return async (known) => {
    if (isLooking) return;
    isLooking = true;
    try {
      let state = known ?? (await stateOf(jupyter));
      if (state === "here") return;
      info.isConnected = false;
      let before = "here";
      while (state !== "here") {
        await wait(state, before);
        before = state;
        state = await stateOf(jupyter);
      }
      await comeBack(before === "signedOut" ? say.signedIn : say.back);
    } finally {
      info.isConnected = true;
      isLooking = false;
    }
  };
};
