// The result of what was handed in, under the button: taken from the portal's page of this module,
// as soon as it is there.

window.campus5gParts ??= {};
window.campus5gParts.results = (() => {
  const FIRST_MS = 4000;
  const SLOWEST_MS = 60_000;
  const LONGEST_MS = 20 * 60_000;

  const place = () => document.querySelector("[data-result]");

  // Returns whether the page still waits for points; true, too, when it can't be asked: why not is
  // found out and said as for everything else.
  async function look() {
    try {
      const address = new URL(place().dataset.result, location.href).href;
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      // Otherwise a sign-in page came in its place.
      if (!answer.ok || answer.url !== address) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      show(page);
      return page.querySelector("[data-renews]") !== null;
    } catch {
      window.campus5gParts.connection.suspect();
      return true;
    }
  }

  // The correction as it was last asked for.
  let asked = "";

  const HANDED_IN = ["handed-in", "graded", "returned"];

  const markHandedIn = () => {
    document.body.dataset.isHandedIn = "";
  };

  function show(page) {
    if (HANDED_IN.includes(page.getElementById("live")?.dataset.state)) markHandedIn();
    const correction = page.getElementById("correction");
    if (!correction || correction.outerHTML === asked) return;
    asked = correction.outerHTML;
    const shown = document.importNode(correction, true);
    // What is to be read again stands further up on this page.
    for (const link of shown.querySelectorAll("a[data-part]")) link.href = `#${link.dataset.part}`;
    place().replaceChildren(shown);
    place().lang = page.documentElement.lang;
    document.body.dataset.corrected = "";
    document.querySelector("[data-handed-in]").hidden = false;
  }

  // Asks less and less often: some results come in a minute, others when a trainer has read.
  async function follow(arrived) {
    if (!place()) return;
    const begun = Date.now();
    for (let pause = FIRST_MS; Date.now() - begun < LONGEST_MS; pause = slower(pause)) {
      await new Promise((done) => setTimeout(done, pause));
      if (document.hidden) continue;
      if (!(await look())) {
        arrived();
        return;
      }
    }
  }

  const slower = (pause) => Math.min(1.5 * pause, SLOWEST_MS);

  return { follow, markHandedIn, look: () => (place() ? look() : null) };
})();
