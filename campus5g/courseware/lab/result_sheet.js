// In a notebook JupyterLab's theme says whether it is dark, not the system's. Paper stays light.
const lab = window.frameElement?.ownerDocument.body;
const byScheme = [...document.styleSheets]
  .flatMap((sheet) => [...sheet.cssRules])
  .filter((rule) => rule.media?.mediaText.includes("prefers-color-scheme"));
const follow = () => {
  const dark = lab.dataset.jpThemeLight === "false";
  byScheme.forEach((rule) => (rule.media.mediaText = dark ? "screen" : "not all"));
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
};
if (lab?.dataset.jpThemeLight) {
  follow();
  new MutationObserver(follow).observe(lab, { attributeFilter: ["data-jp-theme-light"] });
}
