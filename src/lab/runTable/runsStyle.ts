/** How a table of runs looks, in the colors of JupyterLab's theme; its red and blue, as text, nearer to black or white, to be read on every ground. It is laid out by its own width, not that of the window. */
export const RUNS_STYLE: string = `
.thaw-runs { container-type: inline-size; box-sizing: border-box; padding: 12px; margin: 2px; border: 1px solid var(--jp-border-color2);
  border-radius: 6px; background: var(--jp-layout-color1); color: var(--jp-ui-font-color1); font: 13px/1.45 var(--jp-ui-font-family); }
.thaw-runs * { box-sizing: border-box; }
.thaw-runs-head { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin-bottom: 8px; }
.thaw-runs-head > [role='status'] { margin-left: auto; color: var(--jp-ui-font-color2); }
.thaw-runs input[type='search'], .thaw-runs select, .thaw-runs button { min-height: 28px; border: 1px solid var(--jp-border-color1);
  border-radius: 4px; background: var(--jp-layout-color1); color: var(--jp-ui-font-color1); font: inherit; padding: 2px 8px; }
.thaw-runs input[type='search'] { flex: 1 1 160px; min-width: 0; max-width: 320px; }
.thaw-runs :is(input, select, button, .thaw-runs-scroll):focus-visible { outline: 2px solid var(--jp-brand-color1); outline-offset: 1px; }
.thaw-runs-scroll { max-height: 420px; overflow: auto; border: 1px solid var(--jp-border-color2); border-radius: 4px; }
.thaw-runs .thaw-runs-scroll table, .thaw-runs .thaw-runs-differences { width: 100%; margin: 0; border-collapse: collapse; font-size: 12px; color: inherit; }
.thaw-runs .thaw-runs-scroll th { position: sticky; top: 0; background: var(--jp-layout-color2); padding: 0; text-align: left; }
.thaw-runs th button { width: 100%; border: 0; background: none; font-weight: 600; text-align: left; white-space: nowrap; cursor: pointer; }
.thaw-runs .thaw-runs-scroll td, .thaw-runs .thaw-runs-differences :is(td, th) { padding: 3px 8px; text-align: left; max-width: 280px;
  overflow-wrap: break-word; font-variant-numeric: tabular-nums; border-bottom: 1px solid var(--jp-border-color3); }
.thaw-runs td.thaw-whole { white-space: nowrap; overflow-wrap: normal; }
.thaw-runs tbody tr, .thaw-runs tbody tr:hover { background: none; }
.thaw-runs .thaw-runs-scroll tbody tr:hover { background: var(--jp-layout-color2); }
.thaw-runs .thaw-runs-scroll tbody tr[data-chosen] { background: var(--jp-layout-color2);
  box-shadow: inset 3px 0 var(--jp-brand-color1); }
.thaw-runs td[data-status='running'] { color: color-mix(in srgb, var(--jp-brand-color1), var(--jp-ui-font-color0)); font-weight: 600; }
.thaw-runs td[data-status='damaged'], .thaw-runs td[data-status='diverged'] { color: color-mix(in srgb, var(--jp-error-color1), var(--jp-ui-font-color0)); font-weight: 600; }
.thaw-runs-compared { margin-top: 12px; display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 16px; align-items: start; }
.thaw-runs-compared:empty { display: none; }
.thaw-runs-compared p { margin: 0 0 8px; }
.thaw-runs-compared .thaw-runs-curves { overflow-x: auto; }
.thaw-runs-lost { color: color-mix(in srgb, var(--jp-error-color1), var(--jp-ui-font-color0)); }
@container (max-width: 760px) { .thaw-runs-compared { grid-template-columns: minmax(0, 1fr); } }
`;
