// A box with data-ticks="name" ticks all boxes of that name below the same form or group of fields,
// and shows whether all of them, some or none are ticked. Boxes with data-by-hand are left alone.

for (const box of document.querySelectorAll("[data-ticks]")) {
  const place = box.closest("fieldset") ?? box.form;
  const others = [
    ...place.querySelectorAll(`input[name="${box.dataset.ticks}"]:not([data-by-hand])`),
  ];
  const show = () => {
    const ticked = others.filter((each) => each.checked).length;
    box.checked = others.length > 0 && ticked === others.length;
    box.indeterminate = ticked > 0 && ticked < others.length;
  };
  box.addEventListener("change", () => {
    for (const each of others) each.checked = box.checked;
  });
  for (const each of others) each.addEventListener("change", show);
  // Ticked before this script had come: it is meant for the others, too.
  if (box.checked) for (const each of others) each.checked = true;
  show();
}
