import type { LuminoWidget, NotebookTracker } from '../jupyter.js';
import { outputRenderer } from '../outputRenderer.js';
import { SCORES_MIME, type ScoresData } from './scoresData.js';
import { SCORES_STYLE } from './scoresStyle.js';
import { ScoresView } from './scoresView.js';

/** Makes what shows a table of scores, for JupyterLab. */
export function scoresRenderer(notebooks: NotebookTracker): Promise<() => LuminoWidget> {
  return outputRenderer(notebooks, SCORES_MIME, SCORES_STYLE, (data) => new ScoresView(data as ScoresData));
}
