// The trainer's notes in step with the page that presents the module, in another window of the
// same browser: both talk over a channel (see present.js of the module's page).

const notes = document.querySelector("[data-notes]");
const channel = new BroadcastChannel(`campus5g-presents-${notes.dataset.notes}`);
const part = (name) => notes.querySelector(`[data-${name}]`);
let began = 0;

const send = (message) => channel.postMessage(message);

// What of the sheet belongs to a part: the first has its opening, the last its close.
const when = (at, all) => (at === 0 ? "first" : at === all - 1 ? "last" : "middle");

const show = ({ at, of, part: here, next, titles, dark }) => {
  began ||= Date.now();
  part("away").hidden = true;
  for (const each of notes.querySelectorAll("[data-in-step]")) each.hidden = false;
  const { text } = part("place").dataset;
  part("place").textContent = text.replace("{n}", at + 1).replace("{all}", of);
  part("title").textContent = titles[here];
  part("next").textContent = titles[next] ?? "";
  part("next-words").hidden = next === null || next === here;
  part("same-words").hidden = next !== here;
  part("last-words").hidden = next !== null;
  part("darkens").setAttribute("aria-pressed", String(dark));
  const now = when(here, titles.length);
  for (const block of notes.querySelectorAll("[data-when]")) {
    const is = block.dataset.when === now;
    block.classList.toggle("is-now", is);
    block.querySelector(".note-block__now").hidden = !is;
  }
  part("parts").replaceChildren(
    ...titles.map((title, place) => {
      const line = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "bare";
      button.textContent = title;
      if (place === here) button.setAttribute("aria-current", "step");
      button.addEventListener("click", () => send({ part: place }));
      line.append(button);
      return line;
    }),
  );
};

const tick = () => {
  const seconds = began ? Math.floor((Date.now() - began) / 1000) : 0;
  part("time").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

channel.addEventListener("message", ({ data }) => {
  if (Array.isArray(data.titles)) show(data);
});
for (const button of notes.querySelectorAll("[data-by]")) {
  button.addEventListener("click", () => send({ by: Number(button.dataset.by) }));
}
part("darkens").addEventListener("click", () => send({ darken: true }));
// The clicker works whichever window is in front.
document.addEventListener("keydown", (event) => {
  const by = { PageDown: 1, PageUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  send({ by });
});
setInterval(tick, 1000);
send({ hello: true });
