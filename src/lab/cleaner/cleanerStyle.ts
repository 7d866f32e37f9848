/** How a cleaner looks, in the colors of JupyterLab's theme; its red and blue, as text, nearer to black or white, to be read on every ground. It is laid out by its own width, not that of the window. */
export const CLEANER_STYLE: string = `
.thaw-cleaner { container-type: inline-size; box-sizing: border-box; max-width: 1100px; padding: 12px; margin: 2px;
  border: 1px solid var(--jp-border-color2); border-radius: 6px; background: var(--jp-layout-color1);
  color: var(--jp-ui-font-color1); font: 13px/1.45 var(--jp-ui-font-family); outline: none; position: relative; }
.thaw-cleaner:focus-within { border-color: var(--jp-brand-color1); box-shadow: 0 0 0 1px var(--jp-brand-color1); }
.thaw-cleaner * { box-sizing: border-box; }
.thaw-cleaner p, .thaw-cleaner ul, .thaw-cleaner figure { margin: 0; padding: 0; }
.thaw-head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 2px 16px; }
.thaw-counts { font-weight: 600; font-variant-numeric: tabular-nums; }
.thaw-saved { color: var(--jp-ui-font-color2); }
.thaw-saved[data-state='failed'] { color: color-mix(in srgb, var(--jp-error-color1), var(--jp-ui-font-color0)); font-weight: 600; }
.thaw-bar { height: 4px; margin: 6px 0 12px; border-radius: 2px; background: var(--jp-layout-color3); overflow: hidden; }
.thaw-bar > div { height: 100%; background: var(--jp-brand-color1); }
.thaw-body { display: grid; grid-template-columns: minmax(0, 1fr) minmax(280px, 1fr); gap: 16px; align-items: start; }
.thaw-frame { position: relative; display: flex; align-items: center; justify-content: center; height: min(320px, 75cqw);
  border-radius: 4px; background: var(--jp-layout-color2); overflow: hidden; }
.thaw-frame img { width: 100%; height: 100%; object-fit: contain; }
.thaw-mark { position: absolute; top: 8px; left: 8px; padding: 1px 8px; border-radius: 4px; font-weight: 600;
  color: #fff; background: #4d4d4d; }
.thaw-mark[data-choice='keep'] { background: #1d6f2b; }
.thaw-mark[data-choice='move'] { background: #0b5cad; }
.thaw-mark[data-choice='delete'] { background: #b3261e; }
.thaw-cleaner figcaption { color: var(--jp-ui-font-color2); font-size: 11px; overflow-wrap: anywhere; margin-top: 3px; }
.thaw-side { display: flex; flex-direction: column; gap: 12px; min-width: 0; }
.thaw-details { display: flex; flex-direction: column; gap: 8px; min-height: 180px; }
.thaw-label { font-size: 15px; overflow-wrap: anywhere; }
.thaw-label small { color: var(--jp-ui-font-color2); font-size: 12px; }
.thaw-done { padding: 6px 10px; border-left: 3px solid var(--jp-success-color1); background: var(--jp-layout-color2); }
.thaw-cleaner .thaw-predictions { width: 100%; margin: 0; border-collapse: collapse; table-layout: fixed; font-size: 12px; }
.thaw-cleaner .thaw-predictions caption { text-align: left; color: var(--jp-ui-font-color2); padding: 0; }
.thaw-cleaner .thaw-predictions tr, .thaw-cleaner .thaw-predictions tr:hover { background: none; }
.thaw-cleaner .thaw-predictions th, .thaw-cleaner .thaw-predictions td { padding: 1px 6px 1px 0; text-align: left;
  font-weight: 400; border: 0; max-width: none; }
.thaw-cleaner .thaw-predictions th { width: 35%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.thaw-cleaner .thaw-predictions td:last-child { width: 48px; text-align: right; font-variant-numeric: tabular-nums; }
.thaw-predictions tr:first-of-type th, .thaw-predictions tr:first-of-type td { font-weight: 600; }
.thaw-probability { height: 8px; border-radius: 2px; background: var(--jp-layout-color2); }
.thaw-probability > div { height: 100%; border-radius: 2px; background: var(--jp-brand-color1); }
.thaw-predictions .thaw-own .thaw-probability > div { background: var(--jp-ui-font-color3); }
.thaw-cleaner .thaw-reasons { list-style: none; color: var(--jp-ui-font-color2); overflow-wrap: anywhere; }
.thaw-copies { display: flex; flex-wrap: wrap; gap: 8px; }
.thaw-copies figure { width: 140px; }
.thaw-copies img, .thaw-copies .thaw-blank { width: 140px; height: 96px; object-fit: contain; background: var(--jp-layout-color2);
  border-radius: 3px; }
.thaw-blank { display: flex; align-items: center; justify-content: center; color: var(--jp-ui-font-color1); }
.thaw-actions { display: flex; flex-direction: column; gap: 8px; }
.thaw-row { display: flex; flex-wrap: wrap; gap: 6px; }
.thaw-classes { display: grid; grid-template-columns: repeat(auto-fill, minmax(112px, 1fr)); gap: 6px; }
.thaw-actions button, .thaw-actions select { display: flex; align-items: center; gap: 6px; min-width: 0; min-height: 30px;
  padding: 2px 8px 2px 4px; border: 1px solid var(--jp-border-color1); border-radius: 4px; cursor: pointer;
  background: var(--jp-layout-color1); color: var(--jp-ui-font-color1); font: inherit; text-align: left; }
.thaw-actions button > span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.thaw-actions button[hidden] { display: none; }
.thaw-actions button:hover:enabled { background: var(--jp-layout-color2); }
.thaw-actions button:disabled { opacity: 0.5; cursor: default; }
.thaw-actions button:focus-visible, .thaw-strip button:focus-visible, .thaw-actions select:focus-visible {
  outline: 2px solid var(--jp-brand-color1); outline-offset: 1px; }
.thaw-actions button[aria-pressed='true'] { border-color: var(--jp-brand-color1); box-shadow: inset 0 0 0 1px var(--jp-brand-color1);
  font-weight: 600; }
.thaw-actions .thaw-class.thaw-own:not(:hover) > span { color: var(--jp-ui-font-color2); }
.thaw-actions kbd { flex: none; min-width: 20px; padding: 0 4px; border: 1px solid var(--jp-border-color2); border-radius: 3px;
  background: var(--jp-layout-color2); color: var(--jp-ui-font-color1); font: 600 11px/18px var(--jp-ui-font-family);
  text-align: center; }
.thaw-strip { display: flex; gap: 4px; margin-top: 12px; padding: 3px; overflow-x: auto; }
.thaw-strip button { position: relative; flex: none; width: 52px; height: 44px; padding: 0; border: 0; border-radius: 3px;
  background: var(--jp-layout-color2); cursor: pointer; overflow: hidden; border-bottom: 4px solid transparent; }
.thaw-strip img { width: 100%; height: 100%; object-fit: cover; display: block; }
.thaw-strip button[aria-current] { box-shadow: 0 0 0 2px var(--jp-brand-color1); }
.thaw-strip button[data-choice='keep'] { border-bottom-color: #2e9b43; }
.thaw-strip button[data-choice='move'] { border-bottom-color: #2f86e0; }
.thaw-strip button[data-choice='delete'] { border-bottom-color: #d9463c; }
.thaw-strip button[data-choice='skip'] { border-bottom-color: var(--jp-ui-font-color3); }
.thaw-strip button:not([data-choice='']):not([aria-current]) img { opacity: 0.55; }
.thaw-spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@container (max-width: 620px) {
  .thaw-body { grid-template-columns: minmax(0, 1fr); }
  .thaw-details { min-height: 0; }
}
`;
