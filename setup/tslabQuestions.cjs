/**
 * Has the kernel answer what outputs in JupyterLab ask (`src/lab/askKernel.ts`) while a cell runs. tslab 1.0.22 runs one execution
 * after the other, so a page that was closed and opened again would hear nothing of a training before its end.
 */
const jupyter = require('tslab/dist/jupyter.js');

/** Name of the global function that answers, and the one code that calls it: `src/lab/questions.ts`, `src/lab/askKernel.ts`. */
const ANSWERING = 'thaw.answer';
const QUESTION = /^await Reflect\.get\(globalThis, "thaw\.answer"\)\?\.\(("(?:[^"\\]|\\.)*")\)$/;

/** The text of a question; undefined where the content of an execution is a cell. */
function questionIn({ silent, code }) {
  const [, literal] = (silent && QUESTION.exec(code)) || [];
  try {
    return literal === undefined ? undefined : JSON.parse(literal);
  } catch {
    return undefined;
  }
}

const handlers = jupyter.JupyterHandlerImpl.prototype;
const { handleExecute, handleExecuteImpl } = handlers;
/** What shows the outputs of the cell that runs. */
let running;

handlers.handleExecute = async function (content, writeStream, writeDisplayData) {
  const question = questionIn(content);
  if (question === undefined) return await handleExecute.call(this, content, writeStream, writeDisplayData);
  const write = (data) => writeDisplayData({ data, metadata: {}, transient: {} }, false);
  await globalThis[ANSWERING]?.(question, { write, running });
  return { status: 'ok', execution_count: this.execCount };
};

handlers.handleExecuteImpl = async function (content, writeStream, writeDisplayData) {
  running = writeDisplayData;
  try {
    return await handleExecuteImpl.call(this, content, writeStream, writeDisplayData);
  } finally {
    running = undefined;
  }
};

/** Cells that run or wait, as messages. */
const unfinished = new Set();
const servers = jupyter.ZmqServer.prototype;
const { handleExecute: handleMessage, publishStatus } = servers;

servers.handleExecute = async function (socket, message) {
  const isCell = questionIn(message.content) === undefined;
  if (isCell) unfinished.add(message);
  try {
    return await handleMessage.call(this, socket, message);
  } finally {
    unfinished.delete(message);
  }
};

/** After the kernel has answered something else, it is still busy with its cell: pages show the status that came last. */
servers.publishStatus = function (status, message) {
  publishStatus.call(this, status, message);
  const [cell] = unfinished;
  if (status === 'idle' && cell !== undefined) publishStatus.call(this, 'busy', cell);
};
