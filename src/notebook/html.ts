import type { Estimate } from '../metrics/paired.js';

/** Text as HTML shows it. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character]);
}

/** A table; cells that are numbers stand to the right. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const align = (cell: string | number): string =>
    typeof cell === 'number' || /^[-−+]?[\d.,]+( ?%)?( \(.*\))?$/.test(cell) ? 'right' : 'left';
  const cells = (row: readonly (string | number)[], tag: string): string =>
    row
      .map(
        (cell) =>
          `<${tag} style="text-align:${tag === 'th' ? 'left' : align(cell)};padding:3px 10px">${escapeHtml(String(cell))}</${tag}>`,
      )
      .join('');
  return `<table><thead><tr>${cells(header, 'th')}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('')}</tbody></table>`;
}

/** A picture with its caption under it. */
export interface Picture {
  /** As a data URL. */
  source: string;
  caption: string;
}

/** Rows of pictures, each row with its name. */
export function imageGrid(rows: readonly { name: string; pictures: readonly Picture[] }[]): string {
  return rows
    .map(
      ({ name, pictures }) =>
        `<div style="margin:6px 0"><div style="font-weight:600">${escapeHtml(name)}</div><div style="display:flex;flex-wrap:wrap;gap:8px">${pictures
          .map(
            ({ source, caption }) =>
              `<figure style="margin:0;max-width:220px"><img src="${source}" alt="${escapeHtml(`${name}: ${caption}`)}" style="height:72px;max-width:220px;object-fit:contain"><figcaption style="font-size:11px;color:#555;overflow-wrap:anywhere">${escapeHtml(caption)}</figcaption></figure>`,
          )
          .join('')}</div></div>`,
    )
    .join('');
}

/** A share in [0, 1] as people read it: `62 %`. */
export function percent(share: number): string {
  return Number.isNaN(share) ? 'no examples' : `${Math.round(100 * share)} %`;
}

/** `62 % (56 to 67)`. */
export function withInterval(share: number, [low, high]: readonly [number, number]): string {
  return `${percent(share)} (${Math.round(100 * low)} to ${Math.round(100 * high)})`;
}

/** Whether the interval of a difference leaves 0 out. */
export function isShown({ interval: [low, high] }: Estimate): boolean {
  return low > 0 || high < 0;
}

/** A difference of two shares: `+37 points (+30 to +44)`. */
export function points({ value, interval }: Estimate): string {
  const signed = (share: number): string => `${share < 0 ? '−' : '+'}${Math.abs(Math.round(100 * share))}`;
  return `${signed(value)} points (${signed(interval[0])} to ${signed(interval[1])})`;
}
