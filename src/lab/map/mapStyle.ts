/** How a map looks, in the colors of JupyterLab's theme; its red and blue, as text, nearer to black or white, to be read on every ground. It is laid out by its own width, not that of the window. */
export const MAP_STYLE: string = `
.thaw-map { container-type: inline-size; box-sizing: border-box; max-width: 1100px; padding: 12px; margin: 2px; position: relative;
  border: 1px solid var(--jp-border-color2); border-radius: 6px; background: var(--jp-layout-color1);
  color: var(--jp-ui-font-color1); font: 13px/1.45 var(--jp-ui-font-family); }
.thaw-map * { box-sizing: border-box; }
.thaw-map-head { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; margin-bottom: 10px; }
.thaw-map-head > span[role='group'] { display: flex; gap: 2px; }
.thaw-map button, .thaw-map select { min-height: 28px; padding: 2px 9px; border: 1px solid var(--jp-border-color1); border-radius: 4px;
  background: var(--jp-layout-color1); color: var(--jp-ui-font-color1); font: inherit; cursor: pointer; }
.thaw-map button:hover { background: var(--jp-layout-color2); }
.thaw-map button[aria-pressed='true'] { border-color: var(--jp-brand-color1); box-shadow: inset 0 0 0 1px var(--jp-brand-color1);
  font-weight: 600; }
.thaw-map :is(button, select, ul, .thaw-map-stage):focus-visible {
  outline: 2px solid var(--jp-brand-color1); outline-offset: 1px; }
.thaw-map-counts { color: var(--jp-ui-font-color2); font-variant-numeric: tabular-nums; }
.thaw-map-failure { color: color-mix(in srgb, var(--jp-error-color1), var(--jp-ui-font-color0)); font-weight: 600; }
.thaw-map-body { display: grid; grid-template-columns: minmax(0, 1fr) 220px; gap: 12px; }
.thaw-map-stage { position: relative; height: min(560px, 90cqw); border: 1px solid var(--jp-border-color2); border-radius: 4px;
  overflow: hidden; cursor: crosshair; color: var(--jp-ui-font-color0); user-select: none; }
.thaw-map-stage[data-dragging='move'] { cursor: move; }
.thaw-map-stage canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
.thaw-map-stage canvas[hidden] { display: none; }
.thaw-map-card { position: absolute; display: flex; flex-direction: column; width: 216px; padding: 8px; border-radius: 4px;
  border: 1px solid var(--jp-border-color1); background: var(--jp-layout-color2); pointer-events: none; overflow-wrap: anywhere; }
.thaw-map-card[hidden] { display: none; }
.thaw-map-card img { width: 100%; height: 140px; object-fit: contain; }
.thaw-map .thaw-map-help { margin: 8px 0 0; color: var(--jp-ui-font-color2); font-size: 12px; }
.thaw-map-legend { display: flex; flex-direction: column; gap: 2px; max-height: min(560px, 90cqw); padding: 2px; overflow-y: auto; }
.thaw-map-legend button { display: flex; align-items: center; gap: 8px; flex: none; width: 100%; border-color: transparent;
  text-align: left; }
.thaw-map-legend i { flex: none; width: 11px; height: 11px; border-radius: 50%; }
.thaw-map-legend span { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.thaw-map-legend small { font-variant-numeric: tabular-nums; }
.thaw-map .thaw-map-chosen ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 8px; list-style: none;
  margin: 12px 0 0; padding: 0; max-height: 330px; overflow-y: auto; }
.thaw-map .thaw-map-chosen li { display: flex; flex-direction: column; margin: 0; font-size: 11px; color: var(--jp-ui-font-color2);
  overflow-wrap: anywhere; }
.thaw-map-blank { color: var(--jp-ui-font-color1); }
.thaw-map-chosen img, .thaw-map-blank { height: 96px; object-fit: contain; background: var(--jp-layout-color2); border-radius: 3px; }
.thaw-map-spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@container (max-width: 620px) {
  .thaw-map-body { grid-template-columns: minmax(0, 1fr); }
  .thaw-map-legend { flex-flow: row wrap; max-height: 132px; }
  .thaw-map-legend button { width: auto; max-width: 100%; }
}
`;
