import { type Kernel, KernelManager, type KernelMessage, ServerConnection } from '@jupyterlab/services';
import type { JupyterServer } from '../../src/report/jupyterServer.js';

/** What a cell shows: displays with their latest contents, and what it wrote, in the order in which they began. */
interface Shown {
  id?: string;
  text: string;
}

/** A cell that runs. */
export interface RunningCell {
  /** All that it shows now, as text. */
  text(): string;
  /** Waits until its text matches. */
  shows(pattern: RegExp): Promise<void>;
  /** Waits for its end. */
  ended(): Promise<'ok' | 'error' | 'abort'>;
}

/** A kernel as JupyterLab has it, whose cells are watched while they run. */
export interface LiveKernel {
  run(code: string): RunningCell;
  interrupt(): Promise<void>;
  close(): Promise<void>;
}

/** Most time until a cell shows what is waited for, in ms. */
const LIMIT = 180_000;

export async function liveKernel({ baseUrl, token }: JupyterServer): Promise<LiveKernel> {
  const serverSettings = ServerConnection.makeSettings({
    baseUrl,
    wsUrl: baseUrl.replace(/^http/, 'ws'),
    token,
    appendToken: true,
  });
  const manager = new KernelManager({ serverSettings });
  const kernel = await manager.startNew({ name: 'tslab' });
  const outputs = new Map<string, Shown[]>();
  kernel.iopubMessage.connect((_, message) => {
    collect(message, outputs.get((message.parent_header as { msg_id?: string }).msg_id ?? ''), [...outputs.values()]);
  });
  return {
    run: (code) => runningCell(kernel, code, outputs),
    interrupt: () => kernel.interrupt(),
    close: async () => {
      await kernel.shutdown();
      kernel.dispose();
      manager.dispose();
    },
  };
}

function runningCell(kernel: Kernel.IKernelConnection, code: string, outputs: Map<string, Shown[]>): RunningCell {
  const future = kernel.requestExecute({ code, stop_on_error: true, allow_stdin: false });
  const shown: Shown[] = [];
  outputs.set(future.msg.header.msg_id, shown);
  let status: 'ok' | 'error' | 'abort' | undefined;
  const done = future.done.then(({ content }) => {
    status = content.status as 'ok' | 'error' | 'abort';
  });
  const text = (): string => shown.map((one) => one.text).join('\n');
  return {
    text,
    shows: async (pattern) => {
      const deadline = Date.now() + LIMIT;
      while (!pattern.test(text())) {
        if (status !== undefined || Date.now() > deadline) {
          throw new Error(`${status ?? 'no end'}, and the cell does not show ${pattern}: ${text()}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    ended: async () => {
      await done;
      // A round trip: what the kernel wrote at the end is here after it.
      await kernel.requestKernelInfo();
      return status!;
    },
  };
}

function collect(message: KernelMessage.IIOPubMessage, shown: Shown[] | undefined, all: Shown[][]): void {
  const content = message.content as Record<string, unknown>;
  const id = (content.transient as { display_id?: string } | undefined)?.display_id;
  const plainText = (content.data as Record<string, string> | undefined)?.['text/plain'] ?? '';
  switch (message.header.msg_type) {
    case 'display_data':
      shown?.push({ id, text: plainText });
      return;
    case 'update_display_data':
      for (const one of all.flat()) if (one.id === id) one.text = plainText;
      return;
    case 'stream':
      shown?.push({ text: content.text as string });
  }
}
