// One piece of work on many images in a process of its own, so that its memory is its own: node millionChild.mjs WORK COUNT FOLDER
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const thaw = (file) => require(`../../dist/${file}.js`);
const { random } = thaw('base/random');
const [work, number, folder] = process.argv.slice(2);
const count = Number(number);

const CLASSES = 100;
const SIDE = 32;
/** Of ten images, the last two are copies of the one before them. */
const PERIOD = 10;
const COPIES = 2;

const times = {};

/** Processor's time of a part of the work: what else runs on the machine changes it less than the time that passes. */
async function timed(name, part) {
  const before = process.cpuUsage();
  const result = await part();
  const { user, system } = process.cpuUsage(before);
  times[name] = (user + system) / 1e6;
  return result;
}

const originalOf = (i) => (i % PERIOD >= PERIOD - COPIES ? i - (i % PERIOD) + PERIOD - COPIES - 1 : i);

function drawnImage(i, draw) {
  const label = Math.floor(i / PERIOD) % CLASSES;
  const className = `class ${label}`;
  const digest = Buffer.from(Uint32Array.from({ length: 8 }, () => draw.below(2 ** 32)).buffer).toString('hex');
  return {
    ...{ path: path.join('/images', className, `image-${String(i).padStart(7, '0')}.jpg`), className, label, digest },
    ...{ split: i % 4 === 3 ? 'validation' : 'training', width: 640, height: 480, format: 'jpeg', channels: 3 },
    ...{ orientation: 1, bytes: 90_000 + (i % 1000) },
  };
}

function drawnImages(areCopiesFiles) {
  const draw = random('images', count);
  const images = Array.from({ length: count }, (_, i) => drawnImage(i, draw));
  if (areCopiesFiles) for (let i = 0; i < count; i++) images[i].digest = images[originalOf(i)].digest;
  return images;
}

/** 32x32 grays: 8x8 light and dark squares with a grain. A copy is lit otherwise, with noise, as if it was encoded again. */
function drawnGreys() {
  const greys = new Uint8Array(count * SIDE ** 2);
  const draw = random('greys', count);
  let state = 1;
  const noise = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
  const squares = new Float64Array(64);
  for (let i = 0; i < count; i++) {
    const at = i * SIDE ** 2;
    const from = originalOf(i) * SIDE ** 2;
    if (from === at) for (let k = 0; k < 64; k++) squares[k] = draw.between(50, 200);
    const [gain, light] = [draw.between(0.85, 1.1), draw.between(-8, 8)];
    for (let p = 0; p < SIDE ** 2; p++) {
      greys[at + p] =
        from === at
          ? squares[8 * (p >> 7) + ((p >> 2) & 7)] + (noise() & 31)
          : Math.max(0, Math.min(255, gain * greys[from + p] + light + (noise() & 7)));
    }
  }
  return greys;
}

function drawnFigures() {
  const greys = drawnGreys();
  const draw = random('colors', count);
  const figures = [];
  for (let i = 0; i < count; i++) {
    const original = figures[originalOf(i)];
    const color = original?.color ?? [draw.between(0, 255), draw.between(0, 255), draw.between(0, 255)];
    const grey = greys.subarray(i * SIDE ** 2, (i + 1) * SIDE ** 2);
    const light = { chroma: 30 + draw(), brightness5: 20, brightness99: 240, entropy: 6 + draw(), sharpness: draw() };
    const encoding = { space: 'srgb', depth: 'uchar', hasAlpha: false };
    figures.push({ grey, color, borderColor: [...color], centerColor: [...color], ...light, encoding });
  }
  return figures;
}

/** Hashes of images and, behind them, of the mirrored ones: half of 64 bits are set, copies differ in 0 to 11 bits, as many of each. */
function drawnHashes() {
  const draw = random('hashes', count);
  const hashes = new Uint16Array(4 * 2 * count);
  const bits = Array.from({ length: 64 }, (_, bit) => bit);
  const turn = (i, times) => {
    for (let k = 0; k < times; k++) {
      const other = k + draw.below(64 - k);
      [bits[k], bits[other]] = [bits[other], bits[k]];
      hashes[4 * i + (bits[k] >> 4)] ^= 1 << (bits[k] & 15);
    }
  };
  for (let i = 0; i < 2 * count; i++) {
    const original = i < count ? originalOf(i) : i;
    if (original === i) turn(i, 32);
    else {
      hashes.copyWithin(4 * i, 4 * original, 4 * original + 4);
      turn(i, turned(i));
    }
  }
  return hashes;
}

const turned = (i) => Math.floor(i / PERIOD) % 12;

const works = {
  async index() {
    const { scanOf } = thaw('dataset/scan');
    const { writeScan, readScan } = thaw('dataset/cachedScan');
    const { drawValidation } = thaw('dataset/split');
    const { indexOf, digestOfIndex, packIndex, unpackIndex } = thaw('queue/imageIndex');
    const images = drawnImages(true);
    const classNames = Array.from({ length: CLASSES }, (_, k) => `class ${k}`);
    const scan = await timed('identical files', () => scanOf(images));
    await timed('split', () => drawValidation(images, {}));
    const file = path.join(folder, 'scan.jsonl');
    await timed('scan, written', () => writeScan(file, scan));
    const read = await timed('scan, read', () => readScan(file));
    const index = await timed('index', () => indexOf(images, classNames, '/images'));
    const digest = await timed('digest of the index', () => digestOfIndex(index));
    const packed = await timed('index, packed', () => packIndex(index));
    const unpacked = await timed('index, unpacked', () => unpackIndex(packed));
    if (read.images.length !== count || digestOfIndex(unpacked) !== digest) throw new Error('What is read differs.');
    return { groups: read.duplicates.length, packedMegabytes: packed.length / 2 ** 20 };
  },

  async hashes() {
    const { nearestPairs } = thaw('dataset/hash/nearestPairs');
    const hashes = drawnHashes();
    const accept = (a, other) => a < other % count;
    const most = Math.max(2_000_000, 4 * count);
    const pairs = await timed('near hashes', () => nearestPairs(hashes, { most, accept }));
    const found = Array(12).fill(0);
    for (let at = 0; at < pairs.length; at += 2) {
      const [a, b] = [pairs[at], pairs[at + 1]];
      if (b < count && a !== originalOf(b)) continue;
      if (b < count) found[turned(b)]++;
    }
    const copies = Array(12).fill(0);
    for (let i = 0; i < count; i++) if (originalOf(i) !== i) copies[turned(i)]++;
    return {
      pairs: pairs.length / 2,
      foundByBits: { ...found.map((n, bits) => Number((n / copies[bits]).toFixed(4))) },
    };
  },

  async near() {
    const { nearDuplicates } = thaw('dataset/hash/nearDuplicates');
    const images = drawnImages(false);
    const figures = drawnFigures();
    const groups = await timed('hashes and near duplicates', () => nearDuplicates({ images }, figures));
    const indices = new Map(images.map((image, i) => [image.path, i]));
    let [found, wrong] = [0, 0];
    for (const group of groups) {
      const originals = group.images.map((image) => originalOf(indices.get(image.path)));
      wrong += new Set(originals).size - 1;
      found += group.images.length - new Set(originals).size;
    }
    return { copies: COPIES * Math.floor(count / PERIOD), found, wrong };
  },

  async files() {
    const { readClassFolders } = thaw('dataset/classFolders');
    const { cachedScan } = thaw('dataset/cachedScan');
    const { surveyPictures } = thaw('dataset/figures/survey');
    const { nearDuplicates } = thaw('dataset/hash/nearDuplicates');
    const cache = path.join(folder, 'cache');
    const dataset = await timed('folders, listed and split', () => readClassFolders(path.join(folder, 'images')));
    const scan = await timed('scan', () => cachedScan(dataset, cache));
    await timed('scan, from the cache', () => cachedScan(dataset, cache));
    const figures = await timed('survey', () => surveyPictures(scan.images, cache));
    await timed('survey, from the cache', () => surveyPictures(scan.images, cache));
    const groups = await timed('hashes and near duplicates', () => nearDuplicates(scan, figures));
    if (scan.images.length !== count) throw new Error(`${scan.images.length} images are read.`);
    return { groups: groups.length, identical: scan.duplicates.length };
  },
};

const start = performance.now();
const answer = await works[work]();
const seconds = (performance.now() - start) / 1000;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ work, images: count, times, seconds, peakMegabytes, ...answer }));
process.exit(0);
