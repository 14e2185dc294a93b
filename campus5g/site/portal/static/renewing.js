// Keeps what changes by itself up to date: an element with data-renews="seconds" is asked for again
// until the server no longer says that it changes. What has the focus is left alone, and so is what
// the server says as before: nobody hears it read out again, and what was opened stays open.

const renew = async (element, known = element.outerHTML) => {
  await new Promise((done) => setTimeout(done, 1000 * Number(element.dataset.renews)));
  let fresh = null;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok && answer.url === location.href.split("#")[0]) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      fresh = page.getElementById(element.id);
    }
  } catch {
    // The site is away for a moment: ask again.
  }
  const changed = fresh && fresh.outerHTML !== known;
  if (!changed || element.contains(document.activeElement)) {
    if ("renews" in element.dataset) renew(element, known);
    return;
  }
  const news = fresh.outerHTML;
  keepOpen(element, fresh);
  element.replaceWith(fresh);
  if ("renews" in fresh.dataset) renew(fresh, news);
};

const keepOpen = (before, after) => {
  const name = (details) => details.querySelector("summary")?.textContent;
  const opened = [...before.querySelectorAll("details[open]")].map(name);
  for (const details of after.querySelectorAll("details")) {
    if (opened.includes(name(details))) details.open = true;
  }
};

for (const element of document.querySelectorAll("[data-renews]")) renew(element);
for (const button of document.querySelectorAll("[data-prints]")) {
  button.addEventListener("click", () => print());
}
