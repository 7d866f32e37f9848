import { escapeHtml } from '../../base/text/escapeHtml.js';
import type { CleanerData, CleanerImage } from '../../lab/cleaner/cleanerData.js';
import { formatPercent } from '../../metrics/format.js';
import { captionedImage } from '../html.js';

/** What a report shows of a cleaner: its images in their order, each with its label, what the model says, and why it is there. */
export function cleanerHtml({ images }: Pick<CleanerData, 'images'>): string {
  const figures = images.map((image, i) => {
    const caption = `${i + 1}. ${sentenceOf(image)}`;
    if (image.source === '') {
      return `<div style="width:200px;font-size:11px;color:#555;overflow-wrap:anywhere">${escapeHtml(caption)}</div>`;
    }
    return captionedImage({ source: image.source, caption }, caption, { box: 'width:200px', height: 110, width: 200 });
  });
  return `<div style="display:flex;flex-wrap:wrap;gap:10px">${figures.join('')}</div>`;
}

/** The same as text, an image a line. */
export function cleanerText({ images }: Pick<CleanerData, 'images'>): string {
  return images.map((image, i) => `${i + 1}. ${sentenceOf(image)}`).join('\n');
}

/** `labeled grain; the model says chaff, 97 %: its label is doubted; training_set/grain/1.jpg` */
function sentenceOf({ className, file, suggested, predictions, reasons }: CleanerImage): string {
  const probability = predictions.find((one) => one.className === suggested)?.probability;
  const percent = probability === undefined ? '' : `, ${formatPercent(probability)}`;
  const model = suggested === undefined ? '' : `; the model says ${suggested}${percent}`;
  // What the model says stands there already.
  const others = reasons.filter(({ by }) => by !== 'loss').map(({ text }) => `; ${text}`);
  return `labeled ${className}${model}${others.join('')}; ${file}`;
}
