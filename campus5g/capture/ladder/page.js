/* Draws the ladder for this screen and these filters. A point's row is round(y) of the data. */
"use strict";

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const drawing = document.getElementById("drawing");
  const filters = ["interface", "ue"].map((id) => document.getElementById(id));
  const narrow = matchMedia("(max-width: 640px)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const laneCount = data.figure.layout.xaxis.ticktext.length;
  const NARROW_ROW_PX = 44;
  const CHARACTER_PX = 6.4;

  drawing.setAttribute("aria-label", data.texts.drawing);

  const chosenRows = () =>
    data.rows.flatMap((values, index) =>
      filters.every((filter, which) => !filter.value || filter.value === values[which])
        ? [index + 1]
        : [],
    );

  function forRows(trace, place, theme) {
    const kept = trace.y.flatMap((y, index) => (place.has(Math.round(y)) ? [index] : []));
    const pick = (values) => (Array.isArray(values) ? kept.map((index) => values[index]) : values);
    const colour = theme.interfaces[trace.legendgroup];
    const moved = {
      ...trace,
      x: pick(trace.x),
      y: kept.map((index) => {
        const row = Math.round(trace.y[index]);
        return place.get(row) + trace.y[index] - row;
      }),
      showlegend: false,
    };
    if (trace.mode === "lines") moved.line = { ...trace.line, color: colour };
    if (trace.mode === "markers")
      moved.marker = { ...trace.marker, color: colour, symbol: pick(trace.marker.symbol) };
    moved.hovertext = pick(trace.hovertext);
    if (trace.mode === "text") {
      moved.text = pick(trace.text);
      moved.textposition = pick(trace.textposition);
      moved.textfont = { ...trace.textfont, color: colour };
      if (narrow.matches) Object.assign(moved, onTheLeft(moved));
    }
    return moved;
  }

  /* On a phone the words need the whole width: they begin at its left edge, above their arrow. */
  function onTheLeft(trace) {
    const most = Math.floor(drawing.clientWidth / CHARACTER_PX);
    return {
      x: trace.x.map(() => -0.5),
      text: trace.text.map((text) =>
        text.length > most ? `${text.slice(0, most - 1).replace(/&[^;]*$/, "")}…` : text,
      ),
      textposition: "top right",
    };
  }

  function layoutFor(rows, theme) {
    const given = data.figure.layout;
    const rowPx = narrow.matches ? NARROW_ROW_PX : data.rowPx;
    const range = [rows.length + 0.5, 0.2];
    return {
      ...given,
      title: undefined,
      font: { ...given.font, color: theme.ink },
      paper_bgcolor: theme.ground,
      plot_bgcolor: theme.ground,
      height: rowPx * (rows.length + 0.3),
      margin: { l: narrow.matches ? 0 : data.timesPx, r: 0, t: 0, b: 0 },
      hoverdistance: rowPx / 2,
      hoverlabel: {
        ...given.hoverlabel,
        bgcolor: theme.ground,
        bordercolor: theme.ink,
        font: { ...given.hoverlabel.font, color: theme.ink },
      },
      dragmode: narrow.matches ? false : "zoom",
      shapes: (given.shapes || []).map((shape) => ({
        ...shape,
        line: { ...shape.line, color: theme.line },
      })),
      xaxis: { ...given.xaxis, showticklabels: false },
      yaxis: {
        ...given.yaxis,
        range,
        minallowed: range[1],
        maxallowed: range[0],
        fixedrange: narrow.matches,
        showticklabels: !narrow.matches,
        tickvals: rows.map((_, index) => index + 1),
        ticktext: rows.map((row) => given.yaxis.ticktext[row - 1]),
      },
    };
  }

  function draw() {
    const chosen = chosenRows();
    const rows = chosen.slice(0, data.mostDrawn);
    const place = new Map(rows.map((row, index) => [row, index + 1]));
    const theme = dark.matches ? data.themes.dark : data.themes.light;
    const traces = data.figure.data.map((trace) => forRows(trace, place, theme));
    const config = { responsive: true, displaylogo: false, displayModeBar: false };
    Plotly.react(drawing, traces, layoutFor(rows, theme), config);
    tell(chosen, rows);
  }

  function tell(chosen, rows) {
    const words = [
      data.texts.shown.replace("{shown}", chosen.length).replace("{all}", data.rows.length),
    ];
    if (rows.length < chosen.length) words.push(data.texts.drawn.replace("{drawn}", rows.length));
    document.getElementById("count").textContent = words.join(" ");
    const kept = new Set(chosen);
    for (const line of document.querySelectorAll("tr[data-row]"))
      line.hidden = !kept.has(Number(line.dataset.row));
  }

  if (laneCount > 6) {
    const frame = document.getElementById("ladder");
    frame.classList.add("roomy");
    frame.tabIndex = 0; /* a keyboard can then scroll it */
  }
  for (const changing of [...filters, narrow, dark]) changing.addEventListener("change", draw);
  draw();
})();
