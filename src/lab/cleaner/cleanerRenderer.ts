import { askKernel, NoAnswer } from '../askKernel.js';
import { element } from '../elements.js';
import type { JupyterLab, LuminoWidget, MimeModel, NotebookTracker } from '../jupyter.js';
import { kernelOf } from '../notebookKernel.js';
import { sharedPackage } from '../sharedPackages.js';
import { CLEANER_MIME, type CleanerData } from './cleanerData.js';
import { CLEANER_STYLE } from './cleanerStyle.js';
import { CleanerView } from './cleanerView.js';

/** Makes what shows a cleaner, for JupyterLab. */
export async function cleanerRenderer(app: JupyterLab, notebooks: NotebookTracker): Promise<() => LuminoWidget> {
  const { Widget } = await sharedPackage<{ Widget: new () => LuminoWidget }>('@lumino/widgets');
  document.head.append(element('style', {}, CLEANER_STYLE));
  return () => {
    const widget = new Widget();
    const renderModel = async ({ data }: MimeModel): Promise<void> => {
      const view = new CleanerView(
        data[CLEANER_MIME] as CleanerData,
        async (question) => {
          const kernel = await kernelOf(widget.node, notebooks);
          if (kernel === undefined)
            throw new NoAnswer('The notebook has no kernel. Start it and run the cell again.', true);
          return await askKernel(kernel, question);
        },
        () => void app.commands.execute('docmanager:save'),
      );
      widget.node.replaceChildren(view.node);
      // Not awaited: JupyterLab shows the output after this, and the kernel may be at work for long.
      void view.start();
    };
    return Object.assign(widget, { renderModel });
  };
}
