// Takes what anywidget's package hands to `define`: it is an AMD module, and the only one here.

import * as base from "@jupyter-widgets/base";

export let anywidget;

export function define(_names, factory) {
  anywidget = factory(base);
}
