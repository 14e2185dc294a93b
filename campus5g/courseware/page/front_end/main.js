// The front end of a module's page: connects to the page's kernel and shows what its cells brought.

import { CommsOverSubshells, KernelAPI, KernelConnection } from "@jupyterlab/services/lib/kernel";
import { ServerConnection } from "@jupyterlab/services/lib/serverconnection";
import { showOutput } from "./outputs.js";
import { WidgetManager } from "./widget_manager.js";

async function main() {
  const { baseUrl, kernelId } = JSON.parse(
    document.getElementById("jupyter-config-data").textContent,
  );
  const serverSettings = ServerConnection.makeSettings({ baseUrl });
  const model = await KernelAPI.getKernelModel(kernelId, serverSettings);
  if (!model) return;
  const kernel = new KernelConnection({
    model,
    serverSettings,
    // Python's observers of widgets share one state: they run one after the other.
    commsOverSubshells: CommsOverSubshells.Disabled,
  });
  const manager = new WidgetManager(kernel);
  const outputs = document.querySelectorAll(
    'script[type="application/vnd.voila.cell-output+json"]',
  );
  for (const output of outputs) showOutput(output, manager);
}

addEventListener("load", main);
