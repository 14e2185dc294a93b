// What a learner has put into a form that the kernel does not have yet: this browser keeps it.

// A browser without storage, or with a full one, still has the page itself.
function draftOf(name) {
  const key = `campus5g:${location.pathname}:${name}`;
  const tried = (change) => {
    try {
      return change(localStorage);
    } catch {
      return null;
    }
  };
  return {
    read: () => tried((store) => JSON.parse(store.getItem(key))),
    write: (value) => tried((store) => store.setItem(key, JSON.stringify(value))),
    drop: () => tried((store) => store.removeItem(key)),
    // Another tab wrote the draft; null once that tab's kernel has it.
    follow: (heard) => {
      const hear = (event) => {
        if (event.key === key) heard(JSON.parse(event.newValue));
      };
      addEventListener("storage", hear);
      return () => removeEventListener("storage", hear);
    },
  };
}
