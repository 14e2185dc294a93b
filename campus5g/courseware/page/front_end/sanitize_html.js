// In place of the package sanitize-html, 80 kB of a page: descriptions of widgets are plain text.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export default (text) => text.replace(/[&<>"]/g, (each) => ESCAPES[each]);
