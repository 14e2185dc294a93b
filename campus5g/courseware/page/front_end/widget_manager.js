// The widgets of a page: models that follow those in its kernel.

import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as controls from "@jupyter-widgets/controls";
import "anywidget";
import { anywidget } from "./define.js";

const MODULES = {
  "@jupyter-widgets/base": base,
  "@jupyter-widgets/controls": controls,
  anywidget,
};
const { Comm } = base.shims.services;

export class WidgetManager extends ManagerBase {
  #kernel;
  #restoring = true;

  constructor(kernel) {
    super();
    this.#kernel = kernel;
    kernel.registerCommTarget(this.comm_target_name, (comm, message) =>
      this.handle_comm_open(new Comm(comm), message),
    );
    kernel.statusChanged.connect((_, status) => {
      if (status === "restarting") this.disconnect();
    });
    kernel.connectionStatusChanged.connect((_, status) => {
      // After a lost connection, what the kernel has done meanwhile.
      if (status === "connected" && !this.#restoring) this.#restore();
    });
    // Resolves when the widgets that the kernel has are here.
    this.restored = this.#restore();
  }

  async #restore() {
    this.#restoring = true;
    try {
      await this._loadFromKernel();
    } catch (error) {
      console.error(error);
    } finally {
      this.#restoring = false;
    }
  }

  async loadClass(name, module) {
    const found = MODULES[module]?.[name];
    if (!found) throw new Error(`Pages have no widget ${name} of ${module}.`);
    return found;
  }

  async _create_comm(target, id, data, metadata, buffers) {
    const comm = this.#kernel.createComm(target, id);
    if (data || metadata) comm.open(data, metadata, buffers);
    return new Comm(comm);
  }

  async _get_comm_info() {
    const { content } = await this.#kernel.requestCommInfo({ target_name: this.comm_target_name });
    return content.status === "ok" ? content.comms : {};
  }
}
