import path from 'node:path';
import { type Kernel, KernelManager, type KernelMessage, ServerConnection } from '@jupyterlab/services';
import { LIVE_MIME } from '../lab/live/liveData.js';
import type { JupyterServer } from './jupyterServer.js';
import {
  type DisplayOutput,
  joined,
  type MimeBundle,
  type Notebook,
  type Output,
  plain,
  readNotebook,
} from './notebookFormat.js';

/** A cell that failed. Cells are counted from 1, code cells only, as JupyterLab numbers them. */
export interface CellFailure {
  cell: number;
  stderr: string;
  /** Message for a terminal: the notebook, the cell, what happened and what to do. */
  message: string;
}

/** A notebook with the outputs of the cells that ran; those after a failure have none. */
export interface NotebookRun {
  /** File name without folder and extension. */
  name: string;
  notebook: Notebook;
  seconds: number;
  failure?: CellFailure;
}

/** A line of a stack trace in the kernel or Node, not in the notebook. */
const FRAME_OF_THE_KERNEL = /^ +at .*(\bnode:|[\\/]tslab[\\/]dist[\\/]).*(\n|$)/gm;

/** Called before each code cell, with its number from 1. */
export type OnCell = (cell: number, numCells: number) => void;

/**
 * Runs the code cells of a notebook in order in a new kernel, up to the first one that fails. The file is not changed.
 *
 * @param file a notebook directly in the server's root folder, which is then the kernel's working directory
 */
export async function runNotebook(
  server: JupyterServer,
  file: string,
  onCell: OnCell = () => {},
): Promise<NotebookRun> {
  const notebook = readNotebook(file);
  const name = path.basename(file, '.ipynb');
  const start = performance.now();
  const manager = new KernelManager({
    serverSettings: ServerConnection.makeSettings({
      baseUrl: server.baseUrl,
      wsUrl: server.baseUrl.replace(/^http/, 'ws'),
      token: server.token,
      appendToken: true,
    }),
  });
  try {
    const kernel = await manager.startNew({ name: kernelName(notebook) });
    try {
      const failure = await runCells(kernel, notebook, name, onCell);
      return { name, notebook, seconds: (performance.now() - start) / 1000, failure };
    } finally {
      await kernel.shutdown().catch(() => {});
      kernel.dispose();
    }
  } finally {
    manager.dispose();
  }
}

async function runCells(
  kernel: Kernel.IKernelConnection,
  notebook: Notebook,
  name: string,
  onCell: OnCell,
): Promise<CellFailure | undefined> {
  const cells = notebook.cells.filter((cell) => cell.cell_type === 'code');
  for (const cell of cells) Object.assign(cell, { outputs: [], execution_count: null });
  const outputsByRequest = new Map<string, Output[]>();
  const displays = new Map<string, DisplayOutput[]>();
  kernel.iopubMessage.connect((_, message) => {
    const { msg_id } = message.parent_header as { msg_id?: string };
    collect(message, outputsByRequest.get(msg_id ?? ''), displays);
  });
  const death = kernelDeath(kernel);
  for (const [i, cell] of cells.entries()) {
    const code = joined(cell.source);
    if (code.trim() === '') continue;
    onCell(i + 1, cells.length);
    const outputs: Output[] = [];
    cell.outputs = outputs;
    const future = kernel.requestExecute({ code, stop_on_error: true, allow_stdin: false });
    outputsByRequest.set(future.msg.header.msg_id, outputs);
    // Where the kernel dies, `done` is rejected later than `death` is resolved, and nobody waits for it.
    future.done.catch(() => {});
    const content = (await Promise.race([future.done.then((reply) => reply.content), death])) as ReplyContent;
    cell.execution_count = content.execution_count ?? i + 1;
    if (content.status === 'ok') continue;
    // A round trip: what the kernel wrote about the failure is here after it.
    if (content.status !== 'dead') await Promise.race([kernel.requestKernelInfo(), death]);
    return cellFailure(name, i + 1, code, outputs, content);
  }
  return undefined;
}

interface ReplyContent {
  status: 'ok' | 'error' | 'abort' | 'aborted' | 'dead';
  execution_count?: number | null;
  ename?: string;
  evalue?: string;
}

function kernelDeath(kernel: Kernel.IKernelConnection): Promise<ReplyContent> {
  return new Promise((resolve) => {
    kernel.statusChanged.connect((_, status) => {
      if (status === 'dead' || status === 'autorestarting' || status === 'terminating') resolve({ status: 'dead' });
    });
  });
}

/** Adds the output of a message to its cell, and updates displays with the same id. */
function collect(
  message: KernelMessage.IIOPubMessage,
  outputs: Output[] | undefined,
  displays: Map<string, DisplayOutput[]>,
): void {
  const content = message.content as Record<string, unknown>;
  switch (message.header.msg_type) {
    case 'update_display_data': {
      for (const display of displays.get(displayId(content) ?? '') ?? []) {
        Object.assign(display, { data: finished(content.data), metadata: content.metadata ?? {} });
      }
      return;
    }
    case 'display_data':
    case 'execute_result': {
      const type = message.header.msg_type;
      const { data, metadata = {} } = content as unknown as DisplayOutput;
      const output: DisplayOutput = { output_type: type, data: finished(data), metadata };
      if (type === 'execute_result') output.execution_count = content.execution_count as number;
      const id = displayId(content);
      if (id !== undefined) displays.set(id, [...(displays.get(id) ?? []), output]);
      outputs?.push(output);
      return;
    }
    case 'stream': {
      const { name, text } = content as { name: 'stdout' | 'stderr'; text: string };
      const last = outputs?.at(-1);
      if (last?.output_type === 'stream' && last.name === name) last.text = joined(last.text) + text;
      else outputs?.push({ output_type: 'stream', name, text });
      return;
    }
    case 'error':
      outputs?.push({ output_type: 'error', ...(content as { ename: string; evalue: string; traceback: string[] }) });
      return;
    case 'clear_output':
      outputs?.splice(0);
  }
}

/** Forms of an output of which nothing is to come: its kernel ends with the notebook. */
function finished(data: unknown): MimeBundle {
  const { [LIVE_MIME]: _, ...forms } = data as MimeBundle;
  return forms;
}

function displayId(content: Record<string, unknown>): string | undefined {
  return (content.transient as { display_id?: string } | undefined)?.display_id;
}

/** The kernel writes why a cell failed to stderr only: its reply has neither a name nor a traceback. */
function cellFailure(
  name: string,
  cell: number,
  code: string,
  outputs: readonly Output[],
  content: ReplyContent,
): CellFailure {
  const written = outputs.flatMap((output) => {
    if (output.output_type === 'error') return [`${output.ename}: ${output.evalue}\n`];
    return output.output_type === 'stream' && output.name === 'stderr' ? [joined(output.text)] : [];
  });
  const stderr = plain(written.join('')).replace(FRAME_OF_THE_KERNEL, '').trim();
  const firstLine = code.split('\n').find((line) => line.trim() !== '') ?? '';
  const reason = content.status === 'dead' ? 'the kernel died' : content.ename || `status ${content.status}`;
  const userError = /^UserError: ([\s\S]*?)(?=\n +at |$)/.exec(stderr)?.[1];
  // An error that the user can fix says how; a stack trace would not help.
  if (userError !== undefined) {
    return { cell, stderr: userError, message: `${name}, code cell ${cell}: ${userError}` };
  }
  const received = stderr === '' ? reason : `${content.status === 'dead' ? `${reason}\n` : ''}${stderr}`;
  const message = `${name}, code cell ${cell}, \`${firstLine.trim()}\`, failed: ${received}`;
  return { cell, stderr: stderr || reason, message };
}

function kernelName(notebook: Notebook): string {
  return (notebook.metadata.kernelspec as { name?: string } | undefined)?.name ?? 'tslab';
}
