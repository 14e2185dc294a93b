// Three sliders, the bars of the tablet, and the rate on its curve over the SINR.

const TOP_MBIT_S = 240;

function tabletBars(count, words) {
  const drawn = [0, 1, 2, 3].map((index) =>
    shape("rect", {
      class: index < count ? "c5x-bar-on" : "c5x-bar-off",
      x: 4 + index * 16,
      y: 48 - 11 * (index + 1),
      width: 11,
      height: 11 * (index + 1),
    }),
  );
  const svg = shape(
    "svg",
    { class: "c5x-tablet-bars", viewBox: "0 0 68 52", role: "img", "aria-label": words },
    ...drawn,
  );
  return svg;
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { id, lockedNote } = explorerFrame(el, "bars", words);

    const advice = element("p", {
      className: "c5x-advice",
      ariaLive: "polite",
      ariaAtomic: "true",
    });
    const sliders = model.get("sliders").map(({ slider, ...description }) => {
      const moved = (position) => {
        model.set("stops", { ...model.get("stops"), [slider]: position });
        model.save_changes();
      };
      return labelledSlider({
        ...description,
        id: `${id}-${slider}`,
        position: model.get("stops")[slider],
        moved,
      }).row;
    });
    const shown = element("div", { className: "c5x-tablet" });
    const reason = element("p", {});
    const figure = element("figure", {});
    const numbers = element("details", {}, element("summary", { textContent: words.table }));
    const content = element(
      "div",
      {},
      advice,
      element(
        "div",
        { className: "c5x-columns" },
        element(
          "div",
          {},
          element("fieldset", {}, element("legend", { textContent: words.settings }), ...sliders),
          element("p", { className: "c5x-legend", textContent: words.shown }),
          shown,
          reason,
        ),
        figure,
      ),
      numbers,
      element("p", { className: "c5x-help", textContent: words.sources }),
    );
    el.append(lockedNote, content);

    const curve = { name: words.curve, kind: "steps", points: model.get("curve") };
    const ticks = (values) => values.map((at) => ({ at, words: String(at).replace("-", "−") }));
    const show = () => {
      const found = model.get("found");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked") || !found.advice;
      if (content.hidden) return;
      if (advice.textContent !== found.advice) advice.textContent = found.advice;
      reason.textContent = found.reason;
      shown.replaceChildren(
        tabletBars(found.bars, found.barWords),
        element("span", { textContent: found.barWords }),
      );
      figure.replaceChildren(
        chart({
          title: found.title,
          x: { name: words.x, from: -6, to: 30, ticks: ticks([-5, 0, 5, 10, 15, 20, 25, 30]) },
          y: { name: words.y, from: 0, to: TOP_MBIT_S, ticks: ticks([0, 50, 100, 150, 200]) },
          series: [
            curve,
            { name: words.here, kind: "dots", style: 5, points: [[found.sinr, found.fullRate]] },
          ],
          marks: [{ x: found.sinr, words: words.here }],
        }),
        element("figcaption", {
          className: "c5x-help",
          textContent: `${words.curve}. ${words.reading}`,
        }),
      );
      const { table: label, caption, headers } = words;
      const [own, ...known] = found.rows;
      numbers.replaceChildren(
        numbers.firstChild,
        dataTable({ label, caption, headers, rows: known, asked: [own] }),
      );
    };
    show();
    const watched = ["change:found", "change:locked"];
    for (const event of watched) model.on(event, show);
    return () => {
      for (const event of watched) model.off(event, show);
    };
  },
};
