import type { LuminoWidget, NotebookTracker } from '../jupyter.js';
import { outputRenderer } from '../outputRenderer.js';
import { MAP_MIME, type MapData } from './mapData.js';
import { MAP_STYLE } from './mapStyle.js';
import { MapView } from './mapView.js';

/** Makes what shows a map, for JupyterLab. */
export function mapRenderer(notebooks: NotebookTracker): Promise<() => LuminoWidget> {
  return outputRenderer(notebooks, MAP_MIME, MAP_STYLE, (data, { ask }) => new MapView(data as MapData, ask));
}
