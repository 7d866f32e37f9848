/** How a table of scores looks, in the colors of JupyterLab's theme. */
export const SCORES_STYLE: string = `
.thaw-scores { box-sizing: border-box; padding: 12px; margin: 2px; border: 1px solid var(--jp-border-color2); border-radius: 6px;
  background: var(--jp-layout-color1); color: var(--jp-ui-font-color1); font: 13px/1.45 var(--jp-ui-font-family); }
.thaw-scores * { box-sizing: border-box; }
.thaw-scores > p { margin: 0 0 8px; }
.thaw-scores-scroll { max-height: 420px; overflow: auto; border: 1px solid var(--jp-border-color2); border-radius: 4px; }
.thaw-scores-scroll:focus-visible, .thaw-scores button:focus-visible { outline: 2px solid var(--jp-brand-color1); outline-offset: -2px; }
.thaw-scores .thaw-scores-scroll table { width: 100%; margin: 0; border-collapse: collapse; font-size: 12px; color: inherit; }
.thaw-scores .thaw-scores-scroll thead th { position: sticky; top: 0; padding: 0; background: var(--jp-layout-color2); text-align: left; }
.thaw-scores button { width: 100%; min-height: 28px; padding: 2px 8px; border: 0; background: none; color: inherit; font: inherit;
  font-weight: 600; text-align: inherit; white-space: nowrap; cursor: pointer; }
.thaw-scores .thaw-scores-scroll tbody :is(td, th) { padding: 3px 8px; max-width: 320px; text-align: left; font-weight: 400;
  overflow-wrap: anywhere; border-bottom: 1px solid var(--jp-border-color3); }
.thaw-scores .thaw-scores-scroll tbody th { min-width: 160px; }
.thaw-scores .thaw-scores-scroll :is(td, th).thaw-number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.thaw-scores tbody tr, .thaw-scores tbody tr:hover { background: none; }
.thaw-scores .thaw-scores-scroll tbody tr:hover { background: var(--jp-layout-color2); }
`;
