const stop = document.getElementById("stop");

stop?.addEventListener("click", async () => {
  stop.disabled = true;
  const answer = await fetch(stop.dataset.server, {
    method: "DELETE",
    headers: { "X-XSRFToken": stop.dataset.xsrf },
  }).catch(() => null);
  if (answer?.ok) {
    window.location.reload();
  } else {
    document.getElementById("problem").hidden = false;
    stop.disabled = false;
  }
});
