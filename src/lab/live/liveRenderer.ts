import { element } from '../elements.js';
import type { LuminoPanel, MimeModel, NotebookTracker, RenderMimeRegistry } from '../jupyter.js';
import { askNotebook, notebookOf } from '../notebookKernel.js';
import { sharedPackage } from '../sharedPackages.js';
import { LIVE_MIME, type LiveData } from './liveData.js';
import { type LivePage, watchOutput } from './liveWatch.js';

/** Milliseconds between two looks whether an output can be seen. */
const BETWEEN_LOOKS = 500;

const LOST = 'The kernel has ended or was restarted while this cell ran: this is what it showed last.';

/** Makes what shows an output that goes on, for JupyterLab: by what JupyterLab shows its other forms with. */
export async function liveRenderer(
  rendermime: RenderMimeRegistry,
  notebooks: NotebookTracker,
): Promise<() => LuminoPanel> {
  const { Panel } = await sharedPackage<{ Panel: new () => LuminoPanel }>('@lumino/widgets');
  return () => {
    const panel = new Panel();
    let model: MimeModel | undefined;
    let isWatched = false;
    const shown = (): LiveData | undefined => model?.data[LIVE_MIME] as LiveData | undefined;
    const page: LivePage = {
      ask: (question) => askNotebook(panel.node, notebooks, question),
      // The notebook is saved with it, and JupyterLab renders it.
      show: (forms) => model?.setData({ data: forms }),
      // A page that is closed before JupyterLab saves by itself would lose the output, and with it its place.
      onRunning: () => void notebookOf(panel.node, notebooks)?.context.save(),
      onLost: () => sayLost(panel.node),
      wait: async (milliseconds) => {
        await pause(milliseconds);
        while (!panel.isDisposed && document.hidden) await pause(BETWEEN_LOOKS);
        return !panel.isDisposed;
      },
    };
    const renderModel = async (rendered: MimeModel): Promise<void> => {
      model = rendered;
      await renderIn(panel, rendered, rendermime);
      if (isWatched) return;
      isWatched = true;
      // Not awaited: JupyterLab shows the output after this.
      void watchOutput(shown, page).finally(() => {
        isWatched = false;
      });
    };
    return Object.assign(panel, { renderModel });
  };
}

/** Renders the best of the other forms, in place of what is there. */
async function renderIn(panel: LuminoPanel, { data }: MimeModel, rendermime: RenderMimeRegistry): Promise<void> {
  const { [LIVE_MIME]: _, ...others } = data;
  const mime = rendermime.preferredMimeType(others, 'any');
  if (mime === undefined) return;
  const renderer = rendermime.createRenderer(mime);
  await renderer.renderModel(rendermime.createModel({ data: others, trusted: true }));
  if (panel.isDisposed) return;
  for (const old of [...panel.widgets]) old.dispose();
  panel.addWidget(renderer);
}

/** Once among the outputs of a cell. */
function sayLost(node: HTMLElement): void {
  const outputs = node.closest('.jp-OutputArea') ?? node;
  if (outputs.querySelector('.thaw-live-lost') !== null) return;
  node.append(element('p', { class: 'thaw-live-lost', role: 'status' }, LOST));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
