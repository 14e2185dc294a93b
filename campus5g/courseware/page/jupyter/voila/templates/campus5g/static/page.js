// A module's page: shows what activities bring as it arrives, and keeps track of what was read.
// answers.js keeps what the learner writes, connection.js watches the server behind the page,
// results.js shows what came of handing in.

window.campus5g = (() => {
  const { answers, connection, results } = window.campus5gParts;
  const seen = new Set();
  let link = null;

  // Voilà calls this each 10 s in which nothing came; after a while nothing will.
  let silences = 0;
  window.voila_heartbeat = () => {
    silences += 1;
    if (silences === 6) allArrived();
  };

  // Activities

  function activity(index) {
    return document.getElementById(`activity-${index}`);
  }

  function arrived(index) {
    const place = activity(index);
    const brought = document.getElementById(`arrived-${index}`);
    if (!place || !brought) return;
    place.append(brought.content);
    brought.remove();
    place.dataset.arrived = "";
    silences = 0;
    for (const failed of place.querySelectorAll("[data-trouble]")) {
      failed.replaceWith(document.getElementById("trouble").content.cloneNode(true));
    }
    if (place.querySelector(".shown")) {
      watch(place);
    } else {
      place.querySelector(".activity__waiting")?.remove();
      uncover(place);
    }
  }

  // The words after an explorer tell its answer: they open once the prediction is made, or when
  // there is none to make because the activity has failed.
  function uncover(place) {
    const index = place.id.replace("activity-", "");
    for (const note of document.querySelectorAll(`[data-cover-of="${index}"]`)) note.remove();
    for (const words of document.querySelectorAll(`[data-covered-by="${index}"]`)) {
      words.hidden = false;
    }
  }

  function predicted(place) {
    const predictions = [...place.querySelectorAll("[data-predicted]")];
    return predictions.length > 0 && predictions.every((each) => each.dataset.predicted === "yes");
  }

  // The waiting words go when something can be seen in their place.
  function watch(place) {
    const waiting = place.querySelector(".activity__waiting");
    const look = () => {
      nameSliders(place);
      const visible = [...place.querySelectorAll(".shown > *")].some(
        (each) => each.offsetHeight > 0,
      );
      if (visible) waiting?.remove();
      if (predicted(place) || place.querySelector(".trouble")) uncover(place);
    };
    new MutationObserver(look).observe(place, {
      childList: true,
      subtree: true,
      attributeFilter: ["data-predicted"],
    });
    // What is drawn while another screen is presented is seen only once its own one comes.
    new ResizeObserver(look).observe(place);
  }

  // Jupyter's sliders leave their handles without a name.
  function nameSliders(place) {
    for (const handle of place.querySelectorAll(
      '.widget-slider [role="slider"]:not([aria-label])',
    )) {
      const label = handle.closest(".widget-slider").querySelector(".widget-label");
      if (label) handle.setAttribute("aria-label", label.textContent);
    }
  }

  // An activity that never came, because its kernel ended.
  function allArrived() {
    for (const place of document.querySelectorAll(".activity:not([data-arrived])")) {
      place.querySelector(".activity__waiting")?.remove();
      if (!("quiet" in place.dataset)) {
        place.append(document.getElementById("trouble").content.cloneNode(true));
        uncover(place);
      }
    }
    followReading();
    results.look();
  }

  // Parts: which was read, which is in front, how long the rest takes

  // Figures have parts, too: those of the library of drawings.
  const parts = () => [...document.querySelectorAll(".way [data-part]")];

  function showProgress() {
    let all = 0;
    let unread = 0;
    for (const entry of parts()) {
      const read = seen.has(entry.dataset.part);
      entry.classList.toggle("is-read", read);
      const words = entry.querySelector("[data-seen]");
      words.textContent = read ? words.dataset.seen : "";
      all += Number(entry.dataset.minutes);
      if (!read) unread += Number(entry.dataset.minutes);
    }
    // The opening belongs to no part: at the start, the stated minutes of the module are left.
    const whole = document.querySelector(".way__left");
    const minutes = Math.ceil((unread / all) * Number(whole.dataset.minutes));
    const left = unread > 0 ? whole.dataset.text.replace("{n}", minutes) : whole.dataset.done;
    for (const each of document.querySelectorAll("[data-way-left]")) each.textContent = left;
    document.querySelector(".way progress").value = parts().filter((p) =>
      p.matches(".is-read"),
    ).length;
  }

  function showHere(part) {
    const entries = parts();
    const number = entries.findIndex((entry) => entry.dataset.part === part) + 1;
    for (const entry of entries) {
      if (entry.dataset.part === part) entry.setAttribute("aria-current", "step");
      else entry.removeAttribute("aria-current");
    }
    const here = document.querySelector("[data-way-here]");
    if (number) {
      here.textContent = here.dataset.text.replace("{n}", number).replace("{all}", entries.length);
    }
  }

  function markRead(part) {
    if (seen.has(part)) return;
    seen.add(part);
    showProgress();
    link?.see(part);
  }

  function followReader() {
    const sections = [...document.querySelectorAll("section.part[id]")];
    const inFront = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) if (entry.isIntersecting) showHere(entry.target.id);
      },
      { rootMargin: "-30% 0px -60% 0px" },
    );
    for (const section of sections) inFront.observe(section);
  }

  // A part is done when its end has come into view, with its activities; and where there is
  // something to do, once something in it was done.
  function followReading() {
    const reached = new Set();
    const begun = new Set();
    const doable = ".activity:not([data-quiet]), .answer";
    const note = (where, part) => {
      where.add(part);
      if (!reached.has(part)) return;
      if (begun.has(part) || !part.querySelector(doable)) markRead(part.id);
    };
    const ends = new IntersectionObserver((entries) => {
      for (const entry of entries)
        if (entry.isIntersecting) note(reached, entry.target.parentElement);
    });
    for (const section of document.querySelectorAll("section.part[id]")) {
      const end = document.createElement("div");
      end.className = "part__end";
      section.append(end);
      ends.observe(end);
    }
    for (const kind of ["click", "input", "keydown"]) {
      document.addEventListener(kind, ({ target, key }) => {
        if (key === "Tab") return;
        const part = target.closest?.(doable)?.closest("section.part[id]");
        if (part) note(begun, part);
      });
    }
  }

  function offerToResume() {
    const entries = parts();
    const next = entries.find((entry) => !seen.has(entry.dataset.part));
    const resume = document.querySelector("[data-resume]");
    if (!seen.size || !next || !resume) return;
    resume.querySelector("a").href = `#${next.dataset.part}`;
    resume.hidden = false;
  }

  function openWay() {
    const toggle = document.querySelector(".way__toggle");
    const set = (open) => {
      toggle.setAttribute("aria-expanded", String(open));
      toggle.parentElement.classList.toggle("is-open", open);
    };
    toggle.addEventListener("click", () => set(toggle.getAttribute("aria-expanded") !== "true"));
    for (const entry of parts()) entry.addEventListener("click", () => set(false));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && toggle.getAttribute("aria-expanded") === "true") {
        set(false);
        toggle.focus();
      }
    });
  }

  // Glossary: the explanation opens under its word

  function explainWords() {
    let openedAt = 0;
    for (const word of document.querySelectorAll(".word")) {
      const explanation = document.getElementById(word.getAttribute("popovertarget"));
      word.addEventListener("click", () => {
        openedAt = scrollY;
        const box = word.getBoundingClientRect();
        const width = Math.min(352, innerWidth - 32);
        explanation.style.left = `${Math.max(16, Math.min(box.left, innerWidth - width - 16))}px`;
        const below = box.bottom + 8;
        const fits = below + 160 < innerHeight;
        explanation.style.top = fits ? `${below}px` : "auto";
        explanation.style.bottom = fits ? "auto" : `${innerHeight - box.top + 8}px`;
      });
    }
    // It stands beside its word no longer once the page has moved on.
    const leave = () => {
      if (Math.abs(scrollY - openedAt) < 60) return;
      document.querySelector(".explained:popover-open")?.hidePopover();
    };
    addEventListener("scroll", leave, { passive: true });
  }

  // The other side: `begun` has the parts read earlier and takes what happens from now on.
  function connect(begun) {
    link = begun;
    for (const part of begun.seen) seen.add(part);
    for (const part of seen) if (!begun.seen.includes(part)) link.see(part);
    showProgress();
    offerToResume();
    answers.connect(begun);
  }

  // The words are there; the activities follow.
  function wordsArrived() {
    followReader();
    showProgress();
    openWay();
    explainWords();
    answers.begin();
    window.campus5gParts.present?.ready();
    document.addEventListener("click", (event) => {
      if (event.target.closest("[data-again]")) connection.openAgain();
    });
  }

  return {
    wordsArrived,
    kernelStarted: connection.begin,
    arrived,
    allArrived,
    connect,
    answerKept: answers.kept,
  };
})();
