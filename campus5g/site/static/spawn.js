const waiting = document.getElementById("waiting");
const events = new EventSource(waiting.dataset.progress);

events.onmessage = (message) => {
  const event = JSON.parse(message.data);
  if (event.ready) {
    events.close();
    // The Hub answers this same address with a redirect to the running server.
    window.location.reload();
  } else if (event.failed) {
    events.close();
    if (event.html_message) {
      document.getElementById("reason").textContent = event.html_message;
    }
    waiting.hidden = true;
    document.getElementById("failed").hidden = false;
  }
};
