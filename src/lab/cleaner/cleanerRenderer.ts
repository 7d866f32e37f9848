import type { LuminoWidget, NotebookTracker } from '../jupyter.js';
import { outputRenderer } from '../outputRenderer.js';
import { CLEANER_MIME, type CleanerData } from './cleanerData.js';
import { CLEANER_STYLE } from './cleanerStyle.js';
import { CleanerView } from './cleanerView.js';

/** Makes what shows a cleaner, for JupyterLab. */
export function cleanerRenderer(notebooks: NotebookTracker): Promise<() => LuminoWidget> {
  return outputRenderer(
    notebooks,
    CLEANER_MIME,
    CLEANER_STYLE,
    (data, { ask }) => new CleanerView(data as CleanerData, ask),
  );
}
