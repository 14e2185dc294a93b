// Open questions and handing in. What is typed is kept in this browser at once, as a draft, until
// the activities' side has written it into the notebook; other tabs of the page follow by it.

window.campus5gParts ??= {};
window.campus5gParts.answers = (() => {
  const { results } = window.campus5gParts;
  const PAUSE_MS = 800;
  const AT_LATEST_MS = 2000;
  const ANSWERED_WITHIN_MS = 10_000;

  const unsaved = new Map();
  let link = null;
  let onceSaved = null;

  const fields = () => [...document.querySelectorAll("[data-grade-id]")];
  const fieldOf = (id) => fields().find((field) => field.dataset.gradeId === id);
  const drafts = `campus5g:${location.pathname}:`;

  // A browser without storage, or with a full one, still has the page itself.
  function draft(change) {
    try {
      return change(localStorage);
    } catch {
      return null;
    }
  }

  function showState(id, saved) {
    const state = fieldOf(id)?.closest(".answer").querySelector(".answer__state");
    if (state) state.textContent = saved ? state.dataset.saved : state.dataset.unsaved;
  }

  function write(id, text) {
    unsaved.set(id, text);
    showState(id, false);
    draft((store) => store.setItem(drafts + id, text));
  }

  function send() {
    if (!link) return;
    for (const [id, text] of unsaved) link.answer(id, text);
  }

  // Saves when the learner pauses, and while typing goes on.
  function follow(field) {
    let timer = null;
    let due = 0;
    const save = () => {
      clearTimeout(timer);
      due = 0;
      send();
    };
    field.addEventListener("input", () => {
      write(field.dataset.gradeId, field.value);
      due ||= Date.now() + AT_LATEST_MS;
      clearTimeout(timer);
      timer = setTimeout(save, Math.min(PAUSE_MS, due - Date.now()));
    });
    field.addEventListener("change", save);
  }

  function restore(field) {
    const id = field.dataset.gradeId;
    const text = draft((store) => store.getItem(drafts + id));
    if (text === null || text === field.value) return;
    field.value = text;
    write(id, text);
  }

  // Another tab of this page wrote or saved an answer.
  function followOtherTabs() {
    addEventListener("storage", ({ key, newValue }) => {
      if (!key?.startsWith(drafts)) return;
      const id = key.slice(drafts.length);
      const field = fieldOf(id);
      if (!field) return;
      unsaved.delete(id);
      if (newValue !== null) field.value = newValue;
      showState(id, newValue === null);
    });
  }

  function kept(id, text) {
    if (unsaved.get(id) !== text) return;
    unsaved.delete(id);
    draft((store) => store.removeItem(drafts + id));
    showState(id, true);
    if (!unsaved.size) onceSaved?.();
  }

  // Handing in: what was written is saved first, then nbgrader takes the module's folder.

  function allSaved(deadline) {
    if (!unsaved.size) return Promise.resolve();
    return new Promise((resolve, reject) => {
      onceSaved = resolve;
      deadline.addEventListener("abort", () => reject(deadline.reason), { once: true });
      send();
    });
  }

  // Returns which of the words beside the button tells the outcome.
  async function handIn({ handIn: address, course, module }) {
    const deadline = AbortSignal.timeout(ANSWERED_WITHIN_MS);
    try {
      await allSaved(deadline);
      const answer = await fetch(address, {
        method: "POST",
        headers: { "X-XSRFToken": token() },
        body: new URLSearchParams({ course_id: course, assignment_id: module }),
        signal: deadline,
      });
      return answer.ok && (await answer.json()).success ? "done" : "failed";
    } catch {
      return deadline.aborted && !unsaved.size ? "late" : "failed";
    } finally {
      onceSaved = null;
    }
  }

  function token() {
    return document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] ?? "";
  }

  function prepareToHandIn() {
    const button = document.querySelector("[data-hand-in]");
    button?.addEventListener("click", async () => {
      const state = button.closest("section").querySelector("[role=status]");
      button.disabled = true;
      state.textContent = state.dataset.doing;
      const outcome = await handIn(button.dataset);
      button.disabled = false;
      const time = new Date().toLocaleTimeString(document.documentElement.lang, {
        timeStyle: "short",
      });
      state.textContent = state.dataset[outcome].replace("{time}", time);
      const after = document.querySelector("[data-handed-in]");
      if (outcome === "done") results.markHandedIn();
      if (outcome !== "done" || !after) return;
      after.hidden = false;
      results.follow(() => {
        state.textContent = state.dataset.graded;
      });
    });
  }

  function begin() {
    for (const field of fields()) {
      restore(field);
      follow(field);
    }
    followOtherTabs();
    prepareToHandIn();
  }

  function connect(begun) {
    link = begun;
    send();
  }

  return { begin, connect, kept, send, token, areSaved: () => !unsaved.size };
})();
