import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import { ratios } from './ratios.js';
import { RESULTS_FOLDER, type Result, readResults } from './results.js';

/** After all benchmarks: one picture of every result in the folder, as SVG and PNG. */
export async function teardown(): Promise<void> {
  const results = readResults();
  if (results.length === 0) return;
  console.log(results.map(lineOf).join('\n'));
  const view = new View(parse(compile(ratios(results)).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  writeFileSync(path.join(RESULTS_FOLDER, 'ratios.svg'), svg);
  await sharp(Buffer.from(svg), { density: 144 })
    .flatten({ background: 'white' })
    .png()
    .toFile(path.join(RESULTS_FOLDER, 'ratios.png'));
}

function lineOf({ work, unit, thaw, keras, ratio, target }: Result): string {
  const times = `${thaw.median.toPrecision(3)} / ${keras.median.toPrecision(3)} ${unit}`;
  const reached = ratio <= target ? 'reached' : 'not reached';
  return `${ratio.toFixed(2)}  target ${target.toFixed(2)} ${reached}: ${work}: ${times}`;
}
