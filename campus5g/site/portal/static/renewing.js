// Keeps what changes by itself up to date: an element with data-renews="seconds" is asked for again
// until the server no longer says that it changes. What has the focus is left alone, and so is what
// the server says as before: nobody hears it read out again, and what was opened stays open. What
// stands elsewhere and changes with it has its id in data-follows, and an id of its own. A site
// that is gone is reported within ten seconds, however seldom its page renews itself. Once the
// session has expired, the page says so and asks no more.

const WATCH_EACH_MS = 4000;
const ANSWERS_WITHIN_MS = 4000;

let sessionExpired = false;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const renew = async (element, known = element.outerHTML) => {
  await pause(1000 * Number(element.dataset.renews));
  const page = await pageNow();
  if (sessionExpired) return;
  const fresh = page?.getElementById(element.id);
  const changed = fresh && fresh.outerHTML !== known;
  if (!changed || element.contains(document.activeElement)) {
    if ("renews" in element.dataset) renew(element, known);
    return;
  }
  const news = fresh.outerHTML;
  keepOpen(element, fresh);
  element.replaceWith(fresh);
  for (const other of document.querySelectorAll(`[data-follows="${fresh.id}"]`)) {
    other.replaceWith(page.getElementById(other.id) ?? "");
  }
  if ("renews" in fresh.dataset) renew(fresh, news);
};

// Null where the site is away for a moment, or sends to sign in.
const pageNow = async () => {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return null;
    if (answer.url !== location.href.split("#")[0]) {
      sessionExpired = true;
      return null;
    }
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
};

const keepOpen = (before, after) => {
  const name = (details) => details.querySelector("summary")?.textContent;
  const opened = [...before.querySelectorAll("details[open]")].map(name);
  for (const details of after.querySelectorAll("details")) {
    if (opened.includes(name(details))) details.open = true;
  }
};

// The words stand in the page: a site that is gone can't send them.
const watch = async (status) => {
  while (!sessionExpired && document.querySelector("[data-renews]")) {
    if (!document.hidden) {
      say(status, (await answers(status.dataset.asks)) ? "" : status.dataset.away);
    }
    await pause(WATCH_EACH_MS);
  }
  say(status, sessionExpired ? status.dataset.expired : "");
};

const answers = (address) =>
  fetch(address, {
    method: "HEAD",
    cache: "no-store",
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
  }).then(
    (answer) => answer.ok,
    () => false,
  );

// What is set again is read out again.
const say = (status, words) => {
  if (status.textContent !== words) status.textContent = words;
};

for (const element of document.querySelectorAll("[data-renews]")) renew(element);
for (const status of document.querySelectorAll("[data-asks]")) watch(status);
for (const button of document.querySelectorAll("[data-prints]")) {
  button.addEventListener("click", () => print());
}
