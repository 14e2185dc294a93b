// Asks whether the learner's server answers and knows who asks, and whether the site does. The
// buttons that check and hand in ask by it too.

// With the pause before it, what is wrong is said within ten seconds.
const ANSWERS_WITHIN_MS = 5000;
const ASKED_EACH_MS = 2000;

export const pause = (ms = ASKED_EACH_MS) => new Promise((go) => setTimeout(go, ms));

export const ask = (address, options) =>
  fetch(address, {
    cache: "no-store",
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    ...options,
  }).catch(() => null);

export const answers = async (address, options) => Boolean((await ask(address, options))?.ok);

// Asks as JupyterLab does, with its token. `api` would answer anybody; this address does not, and
// asking it does not count as work.
const askServer = async ({ PageConfig, ServerConnection }) => {
  const address = `${PageConfig.getBaseUrl()}api/status`;
  const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
  const settings = ServerConnection.makeSettings();
  try {
    const answer = await ServerConnection.makeRequest(address, { signal }, settings);
    if (answer.ok && !answer.redirected) return "here";
    return answer.ok || [401, 403].includes(answer.status) ? "signedOut" : "ended";
  } catch {
    return signal.aborted ? "silent" : "away";
  }
};

// Returns "here", or what is wrong: "signedOut", "ended" or "silent" (the server), "away" (the site).
// While the server is silent, what it has not answered keeps the browser from asking the site.
export const stateOf = async (jupyter) => {
  const server = await askServer(jupyter);
  const hub = jupyter.PageConfig.getOption("hubPrefix");
  if (!hub || !["ended", "away"].includes(server)) return server;
  return (await answers(`${hub}api`)) ? "ended" : "away";
};

// Returns what `act` comes to, however long that takes; fails as soon as the server is not there.
// `act` gets a signal: what it had still to ask must not be asked when the server comes back.
// `bears` is asked whether a server that is silent may go on being so.
export const whileThere = async (jupyter, act, bears = () => false) => {
  const check = async () => {
    const state = await askServer(jupyter);
    if (state === "here" || (state === "silent" && bears())) return;
    throw new Error(state);
  };
  await check();
  const ended = new AbortController();
  let isUnderWay = true;
  const acting = act(ended.signal).finally(() => {
    isUnderWay = false;
  });
  const watching = async () => {
    while (isUnderWay) {
      await pause();
      if (isUnderWay) await check();
    }
    return acting;
  };
  return Promise.race([acting, watching()]).finally(() => ended.abort());
};
