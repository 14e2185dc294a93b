// What a cell brought, drawn where the template put its data.

import { Widget } from "@lumino/widgets";

const WIDGET = "application/vnd.jupyter.widget-view+json";

// The richest first, as in JupyterLab.
const DRAWN_BY = {
  "text/html": drawMarkup,
  "image/svg+xml": drawMarkup,
  "image/png": drawImage,
  "image/jpeg": drawImage,
  "image/gif": drawImage,
  "text/plain": drawText,
};

export async function showOutput(output, manager) {
  const { data } = JSON.parse(output.textContent);
  const place = output.parentElement;
  output.remove();
  try {
    if (data[WIDGET]) return await showWidget(data[WIDGET].model_id, place, manager);
  } catch (error) {
    console.error(error);
    place.replaceChildren(document.getElementById("trouble").content.cloneNode(true));
    return;
  }
  const type = Object.keys(DRAWN_BY).find((each) => each in data);
  if (type) place.append(DRAWN_BY[type](data[type], type));
}

async function showWidget(id, place, manager) {
  await manager.restored;
  const view = await manager.create_view(await manager.get_model(id));
  Widget.attach(view.luminoWidget, place);
}

function drawMarkup(markup) {
  // Scripts run: they are those of the module's author.
  const drawn = document.createElement("div");
  drawn.append(document.createRange().createContextualFragment(markup));
  return drawn;
}

function drawImage(base64, type) {
  const image = new Image();
  image.src = `data:${type};base64,${base64}`;
  return image;
}

function drawText(text) {
  const drawn = document.createElement("pre");
  drawn.textContent = text;
  return drawn;
}
