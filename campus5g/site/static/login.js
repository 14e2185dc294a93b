const secret = document.getElementById("password");
const reveal = document.getElementById("reveal");

reveal.hidden = false;
reveal.addEventListener("click", () => {
  const shown = secret.type === "password";
  secret.type = shown ? "text" : "password";
  reveal.textContent = shown ? reveal.dataset.hide : reveal.dataset.show;
  reveal.setAttribute("aria-pressed", String(shown));
});

document.querySelector("form").addEventListener("submit", (event) => {
  event.target.querySelector("[type=submit]").disabled = true;
});
