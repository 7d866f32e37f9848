import { element } from './elements.js';
import type { LuminoWidget, MimeModel, NotebookTracker } from './jupyter.js';
import { askNotebook } from './notebookKernel.js';
import { saveByKey } from './saveKey.js';
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
}

/**
 * Makes what shows outputs of one form, for JupyterLab.
 *
 * @param mime the form
 * @param style in CSS, for the whole page
 */
export async function outputRenderer(
  notebooks: NotebookTracker,
  mime: string,
  style: string,
  show: (data: unknown, surroundings: Surroundings) => OutputView,
): Promise<() => LuminoWidget> {
  const { Widget } = await sharedPackage<{ Widget: new () => LuminoWidget }>('@lumino/widgets');
  document.head.append(element('style', {}, style));
  return () => {
    const widget = new Widget();
    saveByKey(widget.node, notebooks);
    const renderModel = async ({ data }: MimeModel): Promise<void> => {
      const view = show(data[mime], {
        ask: (question) => askNotebook(widget.node, notebooks, question),
      });
      widget.node.replaceChildren(view.node);
      // Not awaited: JupyterLab shows the output after this, and the kernel may be at work for long.
      void view.start();
    };
    return Object.assign(widget, { renderModel });
  };
}
