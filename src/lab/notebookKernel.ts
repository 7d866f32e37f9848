import { askKernel, NoAnswer } from './askKernel.js';
import type { KernelConnection, NotebookPanel, NotebookTracker } from './jupyter.js';

/** How often, and after how many milliseconds each, it is looked whether a notebook that opens has its kernel. */
const LOOKS = 20;
const BETWEEN_LOOKS = 500;

/** The notebook that an output stands in. */
export function notebookOf(node: HTMLElement, notebooks: NotebookTracker): NotebookPanel | undefined {
  return notebooks.find((one) => one.node.contains(node)) ?? notebooks.currentWidget ?? undefined;
}

/**
 * Asks the kernel of the notebook that an output stands in.
 *
 * @throws NoAnswer where no answer comes back
 */
export async function askNotebook<T>(node: HTMLElement, notebooks: NotebookTracker, question: object): Promise<T> {
  const kernel = await kernelOf(node, notebooks);
  if (kernel === undefined) throw new NoAnswer('The notebook has no kernel. Start it and run the cell again.', true);
  return await askKernel(kernel, question);
}

/** While a notebook opens, its outputs are there before its kernel. */
async function kernelOf(node: HTMLElement, notebooks: NotebookTracker): Promise<KernelConnection | undefined> {
  for (let look = 0; look < LOOKS; look++) {
    const kernel = notebookOf(node, notebooks)?.sessionContext.session?.kernel;
    if (kernel) return kernel;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS));
  }
  return undefined;
}
