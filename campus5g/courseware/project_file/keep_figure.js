// The button under an explorer that puts its drawing into the project file.

export default {
  render({ model, el }) {
    const words = model.get("words");
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "button c5g-keep-figure",
      textContent: words.button,
    });
    const state = document.createElement("span");
    state.setAttribute("role", "status");
    button.addEventListener("click", () => model.send({ keep: true }));
    const say = ({ said }) => {
      if (said) state.textContent = ` ${words[said]}`;
    };
    model.on("msg:custom", say);
    el.append(button, state);
    return () => model.off("msg:custom", say);
  },
};
