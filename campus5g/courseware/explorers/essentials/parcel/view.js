// A packet as nested boxes: each wrapping opens onto the next. Its journey is played link by link.

// The layers from the outside; the last one is the order itself, which has nothing inside.
function nested(layers, at, opened) {
  const layer = layers[at];
  const head = [
    element("span", { className: "c5x-parcel-name", textContent: layer.name }),
    element("span", { className: "c5x-value", textContent: layer.size }),
  ];
  const told = [element("p", { className: "c5x-help", textContent: layer.told })];
  if (layer.label) told.push(element("p", {}, element("code", { textContent: layer.label })));
  if (at === layers.length - 1)
    return element("div", { className: "c5x-parcel-order" }, element("p", {}, ...head), ...told);
  const box = element(
    "details",
    { className: "c5x-parcel-box", open: at < opened.count },
    element("summary", {}, ...head),
    ...told,
    nested(layers, at + 1, opened),
  );
  box.addEventListener("toggle", () => {
    opened.count = box.open ? Math.max(opened.count, at + 1) : Math.min(opened.count, at);
  });
  return box;
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const opened = { count: 0 };
    let where = 0;
    const { id, lockedNote } = explorerFrame(el, "parcel", words);

    const radios = [];
    const choices = model.get("links").map((link, index) => {
      const radio = element("input", {
        type: "radio",
        name: id,
        value: link.id,
        checked: index === where,
      });
      radios.push(radio);
      radio.addEventListener("change", () => film.go(index));
      return element(
        "label",
        { className: "c5x-choice" },
        radio,
        element("span", { textContent: link.name }),
      );
    });
    const source = element("p", { className: "c5x-help" });
    const boxes = element("div");
    const film = player({
      words: words.player,
      id,
      end: () => radios.length - 1,
      // Each link is read before the next one comes.
      pace: () => 0.25,
      stops: () => radios.map((_, index) => index),
      show: (at) => {
        if (at !== where) opened.count = 0;
        where = at;
        radios[at].checked = true;
        boxes.replaceChildren(nested(model.get("links")[at].layers, 0, opened));
      },
      tell: (at) => model.get("links")[at].about,
      jumps: true,
    });
    const bars = element("div");
    const table = element("div");
    const slider = labelledSlider({
      id,
      name: words.size,
      help: words.size_help,
      labels: model.get("labels"),
      position: model.get("size"),
      moved: (position) => {
        model.set("size", position);
        model.save_changes();
      },
    });
    const content = element(
      "div",
      {},
      source,
      element(
        "div",
        { className: "c5x-columns" },
        element("fieldset", {}, element("legend", { textContent: words.where }), ...choices),
        element(
          "div",
          {},
          film.row,
          element("p", { className: "c5x-legend", textContent: words.open }),
          boxes,
        ),
      ),
      element("p", { className: "c5x-legend c5x-parcel-weight", textContent: words.compare }),
      slider.row,
      bars,
      element("details", {}, element("summary", { textContent: words.table }), table),
      element("p", { className: "c5x-help", textContent: words.sources }),
    );
    el.append(lockedNote, content);

    const show = () => {
      const links = model.get("links");
      lockedNote.hidden = !model.get("locked");
      content.hidden = model.get("locked");
      source.textContent = model.get("source");
      film.draw();
      bars.replaceChildren(
        splitBars({
          rows: links.map((each) => ({
            name: each.name,
            first: each.wrapping,
            second: each.order,
            words: each.sum,
          })),
          most: Math.max(...links.map((each) => each.wrapping + each.order)),
          key: words.key,
        }),
      );
      table.replaceChildren(
        dataTable({
          label: words.table,
          caption: words.caption,
          headers: words.headers,
          rows: links.map((each) => [
            each.name,
            String(each.wrapping),
            String(each.order),
            each.share,
          ]),
        }),
      );
      slider.show(model.get("size"));
    };
    show();
    for (const name of ["links", "source", "locked"]) model.on(`change:${name}`, show);
    return () => {
      film.close();
      for (const name of ["links", "source", "locked"]) model.off(`change:${name}`, show);
    };
  },
};
