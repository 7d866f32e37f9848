import { askKernel, NoAnswer } from './askKernel.js';
import { element } from './elements.js';
import type { JupyterLab, KernelConnection, LuminoWidget, MimeModel, NotebookTracker } from './jupyter.js';
import { sharedPackage } from './sharedPackages.js';

/** An output on the page. */
export interface OutputView {
  node: HTMLElement;
  /** Called when it stands on the page. */
  start(): Promise<void>;
}

/** What an output needs of the page around it. */
export interface Surroundings {
  /** Asks the kernel of the notebook. @throws NoAnswer where none comes back */
  ask<T>(question: object): Promise<T>;
  saveNotebook(): void;
}

/**
 * Makes what shows outputs of one form, for JupyterLab.
 *
 * @param mime the form
 * @param style in CSS, for the whole page
 */
export async function outputRenderer(
  app: JupyterLab,
  notebooks: NotebookTracker,
  mime: string,
  style: string,
  show: (data: unknown, surroundings: Surroundings) => OutputView,
): Promise<() => LuminoWidget> {
  const { Widget } = await sharedPackage<{ Widget: new () => LuminoWidget }>('@lumino/widgets');
  document.head.append(element('style', {}, style));
  return () => {
    const widget = new Widget();
    const renderModel = async ({ data }: MimeModel): Promise<void> => {
      const view = show(data[mime], {
        ask: async (question) => {
          const kernel = await kernelOf(widget.node, notebooks);
          if (kernel === undefined)
            throw new NoAnswer('The notebook has no kernel. Start it and run the cell again.', true);
          return await askKernel(kernel, question);
        },
        saveNotebook: () => void app.commands.execute('docmanager:save'),
      });
      widget.node.replaceChildren(view.node);
      // Not awaited: JupyterLab shows the output after this, and the kernel may be at work for long.
      void view.start();
    };
    return Object.assign(widget, { renderModel });
  };
}

/** How often, and after how many milliseconds each, it is looked whether a notebook that opens has its kernel. */
const LOOKS = 20;
const BETWEEN_LOOKS = 500;

/** The kernel of the notebook that an output stands in. While a notebook opens, its outputs are there before its kernel. */
async function kernelOf(node: HTMLElement, notebooks: NotebookTracker): Promise<KernelConnection | undefined> {
  for (let look = 0; look < LOOKS; look++) {
    const panel = notebooks.find((one) => one.node.contains(node)) ?? notebooks.currentWidget;
    const kernel = panel?.sessionContext.session?.kernel;
    if (kernel) return kernel;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS));
  }
  return undefined;
}
