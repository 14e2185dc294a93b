// Listens to pieces of this page that the server sends when they change, and between them that it is
// still there: a connection may be lost without an end. The browser comes again by itself after a
// lost connection; after silence or a refusal it does not, so this asks the page first.

const COME_AGAIN_MS = 2000;
const OPENS_WITHIN_MS = 3000;
const SILENT_MS = 7000;
const ANSWERS_WITHIN_MS = 5000;

export const listen = (address, pieces, tell) => {
  const source = new EventSource(address);
  const ended = new AbortController();
  let patience;
  let isOpening = true;

  const wait = (milliseconds) => {
    clearTimeout(patience);
    patience = setTimeout(lost, milliseconds);
  };

  const end = () => {
    clearTimeout(patience);
    source.close();
    ended.abort();
  };

  const lost = () => {
    end();
    tell("away");
    setTimeout(again, COME_AGAIN_MS);
  };

  const again = async () => {
    try {
      const answer = await fetch(location.href, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
      if (answer.ok && !answer.redirected) {
        listen(address, pieces, tell);
        return;
      }
      if (answer.ok || (isPortals(answer) && answer.status < 500)) {
        location.reload();
        return;
      }
    } catch {
      // Still away.
    }
    setTimeout(again, COME_AGAIN_MS);
  };

  source.addEventListener("open", () => {
    isOpening = false;
    tell("");
    wait(SILENT_MS);
  });
  source.addEventListener("here", () => wait(SILENT_MS));
  for (const [name, show] of Object.entries(pieces)) {
    source.addEventListener(name, (message) => {
      wait(SILENT_MS);
      show(message.data);
    });
  }
  source.addEventListener("over", end);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) lost();
    else if (!isOpening) {
      isOpening = true;
      wait(OPENS_WITHIN_MS);
    }
  });
  // A browser notices at once that its network is gone, long before the silence.
  addEventListener("offline", lost, { signal: ended.signal });
  wait(SILENT_MS);
};

// Returns whether the portal answered: a proxy or a Hub that starts answers for it, too.
export const isPortals = (answer) => answer.headers.has("Campus5G-Portal");

// Returns why nothing comes, in the page's words.
export const reason = (words) => (navigator.onLine ? words.away : words.offline);
