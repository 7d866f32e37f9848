import { askKernel } from '../askKernel.js';
import type { KernelConnection, LuminoWidget, MimeModel, NotebookTracker } from '../jupyter.js';
import { sharedPackage } from '../sharedPackages.js';
import { CLEANER_MIME, type CleanerAnswer, type CleanerData, type CleanerQuestion } from './cleanerData.js';

/** Makes what shows a cleaner, for JupyterLab. */
export async function cleanerRenderer(notebooks: NotebookTracker): Promise<() => LuminoWidget> {
  const { Widget } = await sharedPackage<{ Widget: new () => LuminoWidget }>('@lumino/widgets');
  return () => {
    const widget = new Widget();
    const renderModel = async ({ data }: MimeModel): Promise<void> => {
      const cleaner = data[CLEANER_MIME] as CleanerData;
      widget.node.textContent = `cleaner of ${cleaner.pictures.length}`;
      const button = document.createElement('button');
      button.textContent = 'ask';
      button.onclick = async () => {
        const question: CleanerQuestion = { ask: 'cleaner', id: cleaner.id, decisions: [] };
        button.textContent = JSON.stringify(
          await askKernel<CleanerAnswer>(kernelOf(widget.node, notebooks)!, question),
        );
      };
      widget.node.append(button);
    };
    return Object.assign(widget, { renderModel });
  };
}

/** The kernel of the notebook that an output stands in. */
function kernelOf(node: HTMLElement, notebooks: NotebookTracker): KernelConnection | null {
  const panel = notebooks.find((one) => one.node.contains(node)) ?? notebooks.currentWidget;
  return panel?.sessionContext.session?.kernel ?? null;
}
