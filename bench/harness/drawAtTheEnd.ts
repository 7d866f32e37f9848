import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { drawSvg } from '../../src/plots/drawSvg.js';
import { ratios } from './ratios.js';
import { RESULTS_FOLDER, type Result, readResults } from './results.js';

/** After all benchmarks: one picture of every result in the folder, as SVG and PNG. */
export async function teardown(): Promise<void> {
  const results = readResults();
  if (results.length === 0) return;
  console.log(results.map(lineOf).join('\n'));
  const svg = await drawSvg(ratios(results));
  writeFileSync(path.join(RESULTS_FOLDER, 'ratios.svg'), svg);
  await sharp(Buffer.from(svg), { density: 144 })
    .flatten({ background: 'white' })
    .png()
    .toFile(path.join(RESULTS_FOLDER, 'ratios.png'));
}

function lineOf({ work, unit, thaw, other, ratio, target }: Result): string {
  const times = `${thaw.median.toPrecision(3)} / ${other.median.toPrecision(3)} ${unit}`;
  const reached = ratio <= target ? 'reached' : 'not reached';
  return `${ratio.toFixed(2)}  target ${target.toFixed(2)} ${reached}: ${work}: ${times}`;
}
