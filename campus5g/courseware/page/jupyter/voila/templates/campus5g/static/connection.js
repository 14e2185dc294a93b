// The learner's server and kernel behind a page: says when they are gone, and comes back to them.

window.campus5gParts ??= {};
window.campus5gParts.connection = (() => {
  const EACH_MS = 4000;
  const ANSWERS_WITHIN_MS = 4000;
  const QUIET_MS = 3000;

  const { answers } = window.campus5gParts;
  let baseUrl = "";
  let kernelId = "";
  let state = "here";
  // Only somebody at the page has it ask, or an answer that did not come: an open page alone keeps
  // no server from going to rest.
  let acted = true;
  let typedAt = 0;

  async function ask() {
    try {
      const answer = await fetch(`${baseUrl}api/kernels/${kernelId}`, {
        headers: { "X-XSRFToken": answers.token() },
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      });
      // The kernel has ended, or JupyterHub knows that the server has.
      if ([404, 424].includes(answer.status)) return "ended";
      if ([401, 403].includes(answer.status) || (answer.ok && answer.redirected)) {
        return "signedOut";
      }
      return answer.ok ? "here" : "away";
    } catch {
      return "away";
    }
  }

  function show() {
    const notice = document.querySelector("[data-connection]");
    notice.hidden = state === "here";
    notice.querySelector("p").textContent = notice.dataset[state] ?? "";
    notice.querySelector("[data-again]").hidden = state === "away";
  }

  async function look() {
    if (document.hidden || (state === "here" && !acted)) return;
    acted = false;
    const before = state;
    state = await ask();
    if (state !== before) show();
    if (state === "here" && before !== "here") answers.send();
    // A page that opens again finds its place, and what was typed; but not amid a word.
    if (state === "ended" && Date.now() - typedAt > QUIET_MS) openAgain();
  }

  // A Hub that was started again knows nobody until they come by the portal.
  async function openAgain() {
    const { opens } = document.querySelector("[data-connection]").dataset;
    const answer = await fetch(`${baseUrl}api`).catch(() => null);
    if (!opens || answer?.status !== 404) return location.reload();
    // The portal may be a moment later than the Hub: it is asked again by the next look.
    const door = await fetch(opens, { redirect: "manual" }).catch(() => null);
    if (door?.type === "opaqueredirect") location.replace(opens);
  }

  async function keepLooking() {
    for (;;) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, EACH_MS));
    }
  }

  // The question whether to leave comes first: "stay" keeps the kernel.
  function endKernelOnlyWhenLeft() {
    addEventListener("beforeunload", (event) => {
      if (!answers.areSaved() && state === "here") event.preventDefault();
    });
    addEventListener("pagehide", (event) => {
      if (event.persisted) return;
      const form = new FormData();
      form.append("_xsrf", answers.token());
      navigator.sendBeacon(`${baseUrl}voila/api/shutdown/${kernelId}`, form);
    });
  }

  function noteWhoIsThere() {
    for (const kind of ["pointerdown", "keydown", "scroll", "visibilitychange"]) {
      document.addEventListener(kind, suspect, { passive: true });
    }
    document.addEventListener("input", () => (typedAt = Date.now()));
    addEventListener("offline", suspect);
  }

  function suspect() {
    acted = true;
  }

  // The kernel has a number from the start; the page is whole when its activities are there.
  function begin() {
    const config = document.getElementById("jupyter-config-data");
    ({ baseUrl, kernelId } = JSON.parse(config.textContent));
    endKernelOnlyWhenLeft();
    noteWhoIsThere();
    keepLooking();
  }

  return { begin, openAgain, suspect };
})();
