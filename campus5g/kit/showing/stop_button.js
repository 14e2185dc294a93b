// The page tells where the server is; the kernel's id tells whom to interrupt.
function render({ model, el }) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = model.get("label");
  button.style.cssText =
    "min-height:48px;min-width:48px;padding:0 1rem;font:inherit;font-weight:600";
  if (model.get("large")) {
    button.style.cssText +=
      ";min-height:72px;width:100%;max-width:40rem;font-size:1.4rem;border:0;border-radius:8px;" +
      "background:#b00020;color:#fff";
  }
  const config = () => {
    const told = document.getElementById("jupyter-config-data");
    return told ? JSON.parse(told.textContent) : {};
  };
  button.addEventListener("click", async () => {
    button.disabled = true;
    const { baseUrl = "/", token = "" } = config();
    const xsrf = (document.cookie.match(/(?:^|; )_xsrf=([^;]*)/) || [])[1] || "";
    const headers = { "X-XSRFToken": decodeURIComponent(xsrf) };
    if (token) headers.Authorization = `token ${token}`;
    const kernel = encodeURIComponent(model.get("kernel"));
    try {
      const answer = await fetch(`${baseUrl}api/kernels/${kernel}/interrupt`, {
        method: "POST",
        headers,
        credentials: "same-origin",
      });
      if (!answer.ok) button.disabled = false;
    } catch {
      button.disabled = false;
    }
  });
  const show = () => {
    button.hidden = !model.get("running");
  };
  model.on("change:running", show);
  show();
  el.append(button);
}
export default { render };
