// Keeps what changes by itself up to date: an element with data-renews="seconds" is asked for again
// until the server no longer says that it changes. What has the focus is left alone, and so is what
// stayed the same: nobody hears it read out again.

const renew = async (element) => {
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
  let shown = element;
  const changed = fresh && fresh.outerHTML !== element.outerHTML;
  if (changed && !element.contains(document.activeElement)) {
    element.replaceWith(fresh);
    shown = fresh;
  }
  if ("renews" in shown.dataset) renew(shown);
};

for (const element of document.querySelectorAll("[data-renews]")) renew(element);
for (const button of document.querySelectorAll("[data-prints]")) {
  button.addEventListener("click", () => print());
}
