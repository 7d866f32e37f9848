/**
 * Lays out the images of all cases for run.py, in a fraction of the time: six drawings of each class serve for all images of it. What is
 * evaluated of a peer looks at sizes, ranges and folders, and not at what an image shows.
 *
 *   node benchmark/peers/few-images.cjs OUT/images
 */
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const drawing = require('../../dist/dataset/sample/drawSeed.js');
const { allCases } = require('../../dist/benchmark/benchmarkCase.js');

const NUM_DRAWINGS = 6;

const { drawSeed } = drawing;
const drawn = new Map();
drawing.drawSeed = (seed, index, className) => {
  const key = `${className} ${index % NUM_DRAWINGS}`;
  if (!drawn.has(key)) drawn.set(key, drawSeed(seed, index, className));
  return drawn.get(key);
};
const { drawCaseImages } = require('../../dist/benchmark/images.js');

/** As `json.dumps(..., sort_keys=True)` of Python writes it. */
function asPython(value) {
  if (Array.isArray(value)) return `[${value.map(asPython).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}: ${asPython(value[key])}`);
  return `{${pairs.join(', ')}}`;
}

async function main(out) {
  for (const { folder, images } of allCases()) {
    if (images === null) continue;
    const asWritten = JSON.parse(readFileSync(path.join(folder, 'case.json'), 'utf8')).images;
    const to = path.join(out, createHash('sha1').update(asPython(asWritten)).digest('hex'));
    if (existsSync(to)) continue;
    mkdirSync(to, { recursive: true });
    await drawCaseImages(images, to);
  }
}

main(path.resolve(process.argv[2]));
