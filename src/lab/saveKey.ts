import type { NotebookTracker } from './jupyter.js';
import { notebookOf } from './notebookKernel.js';

/**
 * Ctrl+S in an output saves its notebook: an output that keeps JupyterLab's shortcuts from its own keys keeps this one away, too,
 * and the browser would offer to save the page.
 */
export function saveByKey(node: HTMLElement, notebooks: NotebookTracker): void {
  const onKey = (event: KeyboardEvent): void => {
    const isSave =
      (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 's';
    if (!isSave) return;
    event.preventDefault();
    event.stopPropagation();
    void notebookOf(node, notebooks)?.context.save();
  };
  // Before what is in the output: a key that stops there would not come up to here.
  node.addEventListener('keydown', onKey, { capture: true });
}
