import { CLEANER_MIME } from './cleaner/cleanerData.js';
import { cleanerRenderer } from './cleaner/cleanerRenderer.js';
import type { LuminoWidget, NotebookTracker, RenderMimeRegistry } from './jupyter.js';
import { LIVE_MIME } from './live/liveData.js';
import { liveRenderer } from './live/liveRenderer.js';
import { MAP_MIME } from './map/mapData.js';
import { mapRenderer } from './map/mapRenderer.js';
import { RUNS_MIME } from './runTable/runsData.js';
import { runsRenderer } from './runTable/runsRenderer.js';
import { SCORES_MIME } from './scores/scoresData.js';
import { scoresRenderer } from './scores/scoresRenderer.js';
import { sharedPackage } from './sharedPackages.js';

/** A plugin of JupyterLab: it asks for the tokens in `requires` and gets what they stand for. */
interface Plugin {
  id: string;
  description: string;
  autoStart: true;
  requires: unknown[];
  activate(app: unknown, rendermime: RenderMimeRegistry, notebooks: NotebookTracker): Promise<void>;
}

/** Before the forms that a page without scripts would show. */
const RANK = 0;

/** Makes the plugin, once the packages are there whose tokens it asks for. */
export async function makePlugin(): Promise<Plugin> {
  const { IRenderMimeRegistry } = await sharedPackage<{ IRenderMimeRegistry: unknown }>('@jupyterlab/rendermime');
  const { INotebookTracker } = await sharedPackage<{ INotebookTracker: unknown }>('@jupyterlab/notebook');
  return {
    id: 'thaw:outputs',
    description: 'Shows outputs of thaw that answer to the keyboard and the mouse.',
    autoStart: true,
    requires: [IRenderMimeRegistry, INotebookTracker],
    activate: async (_app, rendermime, notebooks) => {
      const outputs: [mime: string, renderer: Promise<() => LuminoWidget>][] = [
        [CLEANER_MIME, cleanerRenderer(notebooks)],
        [MAP_MIME, mapRenderer(notebooks)],
        [LIVE_MIME, liveRenderer(rendermime, notebooks)],
        [RUNS_MIME, runsRenderer(rendermime, notebooks)],
        [SCORES_MIME, scoresRenderer(notebooks)],
      ];
      for (const [mime, renderer] of outputs) {
        rendermime.addFactory({
          // It talks to the kernel, so not in a notebook that nobody trusts.
          safe: false,
          mimeTypes: [mime],
          defaultRank: RANK,
          createRenderer: await renderer,
        });
      }
    },
  };
}
