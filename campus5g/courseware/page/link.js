// The page's line to its notebook: which parts were read, what was written.

export default {
  render({ model, el }) {
    el.hidden = true;
    const page = window.campus5g;
    if (!page) return;
    model.on("msg:custom", (kept) => page.answerKept(kept.answer, kept.text));
    page.connect({
      seen: model.get("seen"),
      see: (part) => model.send({ seen: part }),
      answer: (gradeId, text) => model.send({ answer: gradeId, text }),
    });
  },
};
