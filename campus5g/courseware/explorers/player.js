// Plays, pauses and steps through what moves: one for all explorers; it stands before their scripts
// (see files.py).
//
// `at` runs from 0 to `end()` in the explorer's own unit, `pace()` units a second at speed × 1.
// `stops()`: where steps lead, 0 first. `show(at, playing)` draws; `tell(at)` says what is to be
// seen. One that `jumps` shows stops only; a `quiet` one is read aloud only when it stands. `timeline` adds a slider over the stops:
// `{ name, help, labels() }`, with `spoken()` where a screen reader needs more than the label.
// Who asked for less motion sees it jump from stop to stop, once a second at most.
function player({
  words,
  id,
  end,
  pace,
  stops,
  show,
  tell,
  speeds,
  jumps = false,
  quiet = false,
  timeline,
}) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const CALM_MS = 1000;
  let at = 0;
  let reached = 0; // by time, where `at` waits at a stop
  let rate = 1;
  let frame = 0;
  let last = 0;
  let jumped = 0;

  const button = (textContent, act, className = "") => {
    const made = element("button", { type: "button", className, textContent });
    made.addEventListener("click", act);
    return made;
  };
  // One that has just become useless keeps the focus: it is not disabled.
  const offer = (made, useful) => made.setAttribute("aria-disabled", !useful);
  const play = button(words.play, () => (frame ? stop() : start()), "c5x-main");
  const back = button(words.back, () => step(-1));
  const forward = button(words.forward, () => step(1));
  const again = button(words.again, () => go(0));
  const speed = labelledSelect({
    id: `${id}-player-speed`,
    name: words.speed,
    options: speeds ?? words.speeds,
    value: 1,
    chosen: (value) => {
      rate = Number(value);
    },
  });
  const status = element("p", {
    className: quiet ? "c5x-player-told c5x-player-quiet" : "c5x-player-told",
    ariaAtomic: "true",
  });
  const calm = element("p", { className: "c5x-help", textContent: words.still });

  const input = element("input", { type: "range", id: `${id}-player-timeline`, min: 0, step: 1 });
  const value = element("output", { className: "c5x-value" });
  value.htmlFor = input.id;
  input.addEventListener("input", () => go(stops()[Number(input.value)]));
  const slider = timeline
    ? [
        element(
          "div",
          { className: "c5x-slider" },
          element(
            "div",
            { className: "c5x-slider-head" },
            element("label", { htmlFor: input.id, textContent: timeline.name }),
            value,
          ),
          ...(timeline.help
            ? [element("p", { className: "c5x-help", textContent: timeline.help })]
            : []),
          input,
        ),
      ]
    : [];

  const row = element(
    "div",
    { className: "c5x-player", role: "group", ariaLabel: words.player },
    element("div", { className: "c5x-player-buttons" }, play, back, forward, again, speed.row),
    ...slider,
    calm,
    status,
  );
  row.setAttribute("aria-keyshortcuts", "ArrowLeft ArrowRight Home");
  row.title = words.keys;
  row.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select") || event.altKey || event.ctrlKey || event.metaKey)
      return;
    const act = { ArrowLeft: () => step(-1), ArrowRight: () => step(1), Home: () => go(0) };
    if (!act[event.key]) return;
    event.preventDefault();
    act[event.key]();
  });

  const before = (place) => stops().findLastIndex((each) => each <= place + 1e-9);
  function draw() {
    const playing = frame !== 0;
    // What is shown may have become shorter.
    at = Math.min(at, end());
    show(at, playing);
    const sentence = tell(at);
    status.ariaLive = playing && quiet ? "off" : "polite";
    if (status.textContent !== sentence) status.textContent = sentence;
    status.hidden = !sentence;
    play.textContent = playing ? words.pause : words.play;
    offer(back, at > 0);
    offer(again, at > 0);
    offer(forward, at < end());
    if (!timeline) return;
    const place = Math.max(0, before(at));
    const label = timeline.labels()[place];
    input.max = Math.max(0, stops().length - 1);
    input.value = place;
    value.textContent = label;
    input.setAttribute("aria-valuetext", (timeline.spoken ?? timeline.labels)()[place]);
  }
  function halt() {
    cancelAnimationFrame(frame);
    frame = 0;
  }
  function stop() {
    halt();
    draw();
  }
  function go(to) {
    at = reached = Math.min(end(), Math.max(0, to));
    stop();
  }
  function step(by) {
    const all = stops();
    const next = all.find((each) => each > at + 1e-9) ?? end();
    go(by > 0 ? next : (all.findLast((each) => each < at - 1e-9) ?? 0));
  }
  function start() {
    if (at >= end()) at = 0;
    reached = at;
    last = performance.now();
    jumped = last;
    frame = requestAnimationFrame(tick);
    draw();
  }
  function tick(now) {
    // A page that was out of sight goes on where it was.
    reached = Math.min(end(), reached + (Math.min(250, now - last) / 1000) * pace() * rate);
    last = now;
    frame = requestAnimationFrame(tick);
    if (!still.matches && !jumps) at = reached;
    else {
      const place = reached >= end() ? end() : (stops()[before(reached)] ?? 0);
      if (place === at || (still.matches && now - jumped < CALM_MS)) return;
      at = place;
      jumped = now;
    }
    if (at >= end()) stop();
    else draw();
  }
  function motion() {
    calm.hidden = !still.matches;
  }
  motion();
  still.addEventListener("change", motion);

  return {
    row,
    stop,
    go,
    // Draws the same place again, as when what is shown has changed.
    draw,
    // What moved by other means is where it is now; nothing is drawn.
    follow(to) {
      at = reached = to;
    },
    // Without drawing, as when there is nothing to draw.
    halt,
    close() {
      halt();
      still.removeEventListener("change", motion);
    },
  };
}
