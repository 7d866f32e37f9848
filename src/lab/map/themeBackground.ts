import { pixelOfColor } from './drawPoints.js';

/** The color that JupyterLab's theme gives to what an element lies on, as a pixel; white without a theme. */
export function themeBackground(node: HTMLElement): number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return 0xffffffff;
  context.fillStyle = '#ffffff';
  // A canvas says every color that CSS knows as #rrggbb, and keeps the one before where it knows none.
  context.fillStyle = getComputedStyle(node).getPropertyValue('--jp-layout-color1').trim();
  return pixelOfColor(String(context.fillStyle));
}
