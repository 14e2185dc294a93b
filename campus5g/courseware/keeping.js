// What a learner types in a form: kept in this browser at once, and by the kernel when they pause.

const PAUSE_MS = 800;
const AT_LATEST_MS = 2000;
// How often something is sent again that no answer came for: the server may be away.
const AGAIN_MS = 5000;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const same = (one, other) => JSON.stringify(one || "") === JSON.stringify(other || "");

// `read` gives what stands in the form now, `write` puts something else there: what is typed in
// another tab of the page. `send` hands it to the kernel, which answers with the same: then call
// `taken`. `unsaved` is what the browser has of an earlier visit, or null.
function keeping({ name, kept, read, write, send, state, words }) {
  const draft = draftOf(name);
  let timer;
  let due = 0;
  const showState = () => {
    state.textContent = same(read(), kept) ? words.saved : words.unsaved;
  };
  const flush = () => {
    clearTimeout(timer);
    due = 0;
    if (same(read(), kept)) return;
    showState();
    send(read());
    timer = setTimeout(flush, AGAIN_MS);
  };
  const changed = () => {
    showState();
    draft.write(read());
    due ||= Date.now() + AT_LATEST_MS;
    clearTimeout(timer);
    timer = setTimeout(flush, Math.min(PAUSE_MS, due - Date.now()));
  };
  const taken = (value) => {
    kept = value;
    if (same(read(), kept)) {
      clearTimeout(timer);
      draft.drop();
    }
    showState();
  };
  // What would not be taken is not sent again until it is changed.
  const refused = () => {
    clearTimeout(timer);
    state.textContent = words.refused;
  };
  const unfollow = draft.follow((typed) => {
    clearTimeout(timer);
    if (typed === null) {
      kept = read();
    } else {
      write(typed);
      // The other tab sends it, unless it is gone by then.
      timer = setTimeout(flush, AGAIN_MS);
    }
    showState();
  });
  const leave = () => {
    clearTimeout(timer);
    unfollow();
  };
  return { flush, changed, taken, refused, leave, unsaved: draft.read() };
}
