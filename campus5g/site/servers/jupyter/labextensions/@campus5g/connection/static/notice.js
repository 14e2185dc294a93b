// The bar at the bottom of the page.
//
// JupyterLab's own notifications are fetched from the site when there is a first one, and a
// dialogue would stand before what is being written.

export const bar = () => {
  const node = document.createElement("p");
  node.id = "campus5g-connection";
  node.setAttribute("role", "status");
  Object.assign(node.style, {
    position: "fixed",
    insetInline: "0",
    insetBlockEnd: "0",
    zIndex: "10000",
    margin: "0",
    padding: "0.8em 1.2em",
    textAlign: "center",
    color: "var(--jp-ui-inverse-font-color1)",
    background: "var(--jp-inverse-layout-color1)",
    font: "var(--jp-content-font-size1)/1.4 var(--jp-ui-font-family)",
  });
  const say = (text, forMs) => {
    node.textContent = text;
    document.body.append(node);
    if (forMs) setTimeout(() => node.textContent === text && node.remove(), forMs);
  };
  const offer = (text, label) => {
    const button = document.createElement("button");
    button.className = "jp-mod-styled jp-mod-accept";
    button.style.marginInlineStart = "1em";
    button.textContent = label;
    // Anyone who is writing goes on where they are.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    say(text);
    node.append(button);
    return new Promise((go) => button.addEventListener("click", go));
  };
  return { say, offer };
};
