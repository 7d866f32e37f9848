import type { JupyterLab, LuminoWidget, NotebookTracker } from '../jupyter.js';
import { outputRenderer } from '../outputRenderer.js';
import { CLEANER_MIME, type CleanerData } from './cleanerData.js';
import { CLEANER_STYLE } from './cleanerStyle.js';
import { CleanerView } from './cleanerView.js';

/** Makes what shows a cleaner, for JupyterLab. */
export function cleanerRenderer(app: JupyterLab, notebooks: NotebookTracker): Promise<() => LuminoWidget> {
  return outputRenderer(
    app,
    notebooks,
    CLEANER_MIME,
    CLEANER_STYLE,
    (data, { ask, saveNotebook }) => new CleanerView(data as CleanerData, ask, saveNotebook),
  );
}
