// The dialogues of both buttons: what a check found; and before and after a lab is handed in, by the
// way that a module's page uses too (nbgrader's Assignment List, on the same server).

import { element } from "./checking.js";

// What a full workspace takes on a slow disk, and then some.
const BUSY_FOR_MS = 120_000;
const REFUSED = /ExchangeError: ([\s\S]+)$/;

// The site's pages.
export const portalOf = (hub) => hub.replace(/hub\/$/, "services/portal/");

// The lab that a path on a learner's own server belongs to: the folder of its cohort, then its own.
export const labAt = (path, pageConfig) => {
  const hub = pageConfig.getOption("hubPrefix");
  const [cohort, module, notebook, ...deeper] = path.split("/");
  // A trainer's server of a cohort has a name, and nothing to hand in.
  if (!hub || pageConfig.getOption("hubServerName") || deeper.length) return null;
  if (notebook !== `${module}.ipynb`) return null;
  return { cohort, module, path, result: `${portalOf(hub)}results/${cohort}/${module}` };
};

// Puts a cell before the learner, and makes it the active one.
export const bringUp = async (notebook, id, block) => {
  const place = notebook.widgets.findIndex((cell) => cell.model.id === id);
  if (place < 0) return;
  notebook.activeCellIndex = place;
  notebook.deselectAll();
  const cell = notebook.widgets[place];
  await cell.ready;
  // JupyterLab gives up on a cell that a slow machine draws later than in a few seconds.
  cell.node.scrollIntoView({ block });
};

const goTo = async ({ content }, id) => {
  content.activate();
  await bringUp(content, id, "center");
};

// Shows a dialogue; returns whether its last button was pressed.
const show = async ({ Dialog, Widget }, title, buttons, write) => {
  const whole = element("div");
  const dialog = new Dialog({
    title,
    body: new Widget({ node: whole }),
    buttons: buttons.map((label, at) =>
      at ? Dialog.okButton({ label }) : Dialog.cancelButton({ label }),
    ),
  });
  let then = null;
  // A dialogue squeezes its body's parts, down to nothing where they can scroll: one part.
  whole.append(
    write((afterwards) => {
      then = afterwards;
      dialog.reject();
    }),
  );
  const { button } = await dialog.launch();
  await then?.();
  return button.accept;
};

export const check = async (jupyter, checking, panel, path, say) => {
  const running = jupyter.Notification.emit(say.checking, "in-progress", { autoClose: false });
  const found = await checking.askForCheck(jupyter, panel, path, say);
  jupyter.Notification.dismiss(running);
  await show(jupyter, say.checkTitle, [say.close], (leave) =>
    checking.told(found, say, (id) => leave(() => goTo(panel, id))),
  );
  panel.activate();
};

// A check may take a minute: the learner need not wait for it.
const checkedOrSkipped = (jupyter, checking, panel, lab, say) =>
  new Promise((resolve) => {
    const actions = [{ label: say.atOnce, callback: () => finish({ problem: say.unchecked }) }];
    const running = jupyter.Notification.emit(say.checking, "in-progress", {
      autoClose: false,
      actions,
    });
    const finish = (found) => {
      jupyter.Notification.dismiss(running);
      resolve(found);
    };
    checking.askForCheck(jupyter, panel, lab.path, say).then(finish);
  });

const link = (address, words) => {
  const made = element("a", words);
  made.href = address;
  made.className = "jp-mod-styled";
  made.style.textDecoration = "underline";
  return element("p", "", made);
};

export const handIn = async (jupyter, checking, panel, lab, say) => {
  const found = await checkedOrSkipped(jupyter, checking, panel, lab, say);
  const wanted = await show(jupyter, say.handInTitle, [say.keepWorking, say.handInNow], (leave) => {
    const body = checking.told(found, say, (id) => leave(() => goTo(panel, id)));
    body.append(element("p", say.again));
    return body;
  });
  if (!wanted) return;
  const outcome = await send(jupyter, panel, lab, say);
  await show(jupyter, outcome.title, [say.close], () => {
    const body = element("div", "", element("p", outcome.sentence), link(lab.result, outcome.link));
    body.id = "handed-in";
    return body;
  });
  panel.activate();
};

const send = async (jupyter, panel, lab, say) => {
  const running = jupyter.Notification.emit(say.handingIn, "in-progress", { autoClose: false });
  const form = new URLSearchParams({ course_id: lab.cohort, assignment_id: lab.module });
  let sentAt = null;
  // nbgrader takes the work in on the server's one thread, which answers nobody meanwhile.
  const isBusy = () => {
    if (!sentAt || Date.now() - sentAt > BUSY_FOR_MS) return false;
    jupyter.Notification.update({ id: running, message: say.stillHandingIn });
    return true;
  };
  try {
    const { success, value } = await jupyter.whileThere(async (gone) => {
      await panel.context.save();
      gone.throwIfAborted();
      sentAt = Date.now();
      const answer = await jupyter.post(
        "assignments/submit",
        form.toString(),
        "application/x-www-form-urlencoded",
      );
      return answer.json();
    }, isBusy);
    if (!success) return refused(say, REFUSED.exec(value)?.[1]);
    const time = new Date().toLocaleTimeString(document.documentElement.lang || undefined, {
      timeStyle: "short",
    });
    return {
      title: say.handedIn,
      sentence: say.handedInAt.replace("{time}", time),
      link: say.follow,
    };
  } catch {
    jupyter.look();
    return sentAt ? unconfirmed(say) : refused(say);
  } finally {
    jupyter.Notification.dismiss(running);
  }
};

const refused = (say, why) => ({
  title: say.notHandedIn,
  sentence: why?.trim() || say.safe,
  link: say.portal,
});

// It may have arrived, or still do: the site takes the same work once, however often it is sent.
const unconfirmed = (say) => ({ title: say.late, sentence: say.ifLate, link: say.portal });
