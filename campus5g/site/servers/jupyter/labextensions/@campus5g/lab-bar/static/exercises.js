// The exercises of a notebook: what is graded under one heading, as the page and the server's check
// count them (`autograder/plugin/exercises.py`).

const HEADING = /^#{1,6} +(.+)$/;

const lastHeading = (source) =>
  source
    .split("\n")
    .map((line) => HEADING.exec(line)?.[1])
    .findLast(Boolean);

// Returns each with its title, its points, and the id of the cell that begins it.
export const exercisesOf = (cells) => {
  const exercises = [];
  let heading = null;
  for (const { id, type, sharedModel } of cells) {
    const { grade, points, solution } = sharedModel.getMetadata("nbgrader") ?? {};
    const title = type === "markdown" && !solution && lastHeading(sharedModel.getSource());
    if (title) heading = { id, title: title.trim(), points: 0, isGraded: false };
    if (!grade || !heading) continue;
    if (!heading.isGraded) exercises.push(heading);
    heading.isGraded = true;
    heading.points += points;
  }
  return exercises;
};

// Returns the place of the exercise at a height of the window, -1 above the first.
export const exerciseAt = (height, exercises, widgets) => {
  const places = new Map(widgets.map(({ model }, place) => [model.id, place]));
  // JupyterLab draws no cells that are far away.
  const front = widgets.findLastIndex(({ node }) => node.getClientRects()[0]?.top <= height);
  return exercises.findLastIndex(({ id }) => places.get(id) <= front);
};
