// What is typed into a form stays in this browser until it was sent: the site may be away, or the
// session have expired, when its button is pressed. A form with data-drafts="account" keeps its
// texts, numbers, choices and ticks by account. Each is kept with what the page showed when it was typed:
// once the page shows something else it was sent, or somebody else wrote there. Where a field is
// always empty at first, what the page shows as sent (data-sent) is a draft no longer. What only says
// what a button does now (data-at-once) is not kept.
//
// Not deferred: no form is shown before this script can keep what is typed into it.

const PREFIX = "campus5g-draft:";
const KEPT_MS = 30 * 24 * 3600 * 1000;
const NOT_TYPED_INTO =
  "button, fieldset, [type=hidden], [type=file], [type=password], [data-ticks], [data-at-once]";

// A browser without storage, or with a full one, still has the form itself.
const stored = (change) => {
  try {
    return change(localStorage);
  } catch {
    return null;
  }
};

// Several fields may have one name, but choices of one thing are one field.
const keyOf = (element) => (element.type === "radio" ? element.name : element.id || element.name);

// What can be typed, chosen or ticked in a form, by key: `first` is what the page came with.
const fieldsOf = (form) => {
  const fields = new Map();
  for (const each of form.elements) {
    if (each.matches(NOT_TYPED_INTO)) continue;
    if (each.type === "checkbox") fields.set(keyOf(each), ticked(each));
    else if (each.type === "radio") fields.set(keyOf(each), chosen(each, form));
    else fields.set(keyOf(each), typed(each));
  }
  return fields;
};

const ticked = (box) => ({
  at: box,
  first: () => String(box.defaultChecked),
  now: () => String(box.checked),
  put: (value) => {
    box.checked = value === "true";
  },
});

const chosen = (button, form) => {
  const group = form.elements.namedItem(button.name);
  const all = group instanceof RadioNodeList ? [...group] : [group];
  return {
    at: button,
    first: () => all.find((each) => each.defaultChecked)?.value ?? "",
    now: () => all.find((each) => each.checked)?.value ?? "",
    put: (value) => {
      for (const each of all) each.checked = each.value === value;
    },
  };
};

const typed = (element) => ({
  at: element,
  first: () => {
    if (element.type !== "select-one") return element.defaultValue;
    const options = [...element.options];
    return (options.find((each) => each.defaultSelected) ?? options[0])?.value ?? "";
  },
  now: () => element.value,
  put: (value) => {
    element.value = value;
  },
});

const forget = (key) => stored((store) => store.removeItem(key));

const draftOf = (key) => stored((store) => JSON.parse(store.getItem(key)));

const isSent = (text) =>
  [...document.querySelectorAll("[data-sent]")].some((each) => each.textContent.trim() === text);

const restore = (field, key) => {
  const draft = draftOf(key);
  if (!draft) return false;
  if (draft.was !== field.first() || isSent(draft.typed.trim())) {
    forget(key);
    return false;
  }
  field.put(draft.typed);
  field.at.dispatchEvent(new Event("change"));
  const folded = field.at.closest("details");
  if (folded) folded.open = true;
  return true;
};

const keep = (field, key, isUnsaved) => {
  const was = (isUnsaved ? draftOf(key)?.was : null) ?? field.first();
  const now = field.now();
  if (now === was) forget(key);
  else stored((store) => store.setItem(key, JSON.stringify({ was, typed: now, at: Date.now() })));
};

stored((store) => {
  for (const key of Object.keys(store).filter((each) => each.startsWith(PREFIX))) {
    if (!(Date.now() - JSON.parse(store.getItem(key)).at < KEPT_MS)) store.removeItem(key);
  }
});

const placeOf = (form) => `${PREFIX}${form.dataset.drafts}:${new URL(form.action).pathname}`;

const isUnsaved = (form) => "unsaved" in form.dataset;

const keepOne = (element) => {
  const { form } = element;
  if (!form?.matches("[data-drafts]")) return;
  const key = keyOf(element);
  const field = fieldsOf(form).get(key);
  if (field) keep(field, `${placeOf(form)}:${key}`, isUnsaved(form));
};

const restoreAll = (form) => {
  let isRestored = false;
  for (const [name, field] of fieldsOf(form)) {
    const key = `${placeOf(form)}:${name}`;
    // What was typed since the field is there is later than any draft.
    if (field.now() !== field.first()) keep(field, key, isUnsaved(form));
    else if (!isUnsaved(form) && restore(field, key)) isRestored = true;
  }
  const note = form.querySelector("[data-restored]");
  if (note && isRestored) note.textContent = note.dataset.restored;
};

document.addEventListener("input", (event) => keepOne(event.target));
// A tick may have changed others.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-ticks]")) [...event.target.form.elements].forEach(keepOne);
});
document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("[data-drafts]")) restoreAll(form);
});
