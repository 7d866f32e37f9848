import path from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { bundle } from '../../setup/labExtension.mjs';
import { random } from '../../src/base/random.js';
import { encode16, type MapData } from '../../src/lab/map/mapData.js';
import { MAP_STYLE } from '../../src/lab/map/mapStyle.js';
import { classColors } from '../../src/plots/theme.js';
import { launchChromium } from '../../src/report/chromium.js';
import { spreadOf, writeResult } from '../harness/results.js';
import { type Gesture, playGesture, showMap } from './mapPage.js';

const DIST = path.join(import.meta.dirname, '../../dist');
const IMAGES = 14_000;
const CLASSES = 7;
const ROUNDS = 5;
/** Of a round. */
const FRAMES = 60;
/** A frame may take as long as 30 in a second. */
const MOST_MILLISECONDS = 1000 / 30;

/** Milliseconds that a frame of a round took, by the clock and of processors. */
interface Round {
  frame: number;
  /** Of the page's own thread: scripts, style and layout, and what it draws. */
  page: number;
  /** Of all processes of the browser. Without a graphics card they do its work, too. */
  browser: number;
}

/** Frames of a map in Chromium, while a pointer that never rests moves it, makes it larger, draws a lasso, and points. */
export async function measure(): Promise<void> {
  const browser = await launchChromium();
  try {
    for (const pixels of [1, 2]) await measureAt(browser, pixels);
  } finally {
    await browser.close();
  }
}

/** @param pixels of the screen, across and down, for one of the page */
async function measureAt(browser: Browser, pixels: number): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1150, height: 900 }, deviceScaleFactor: pixels });
  await page.setContent(`<style>:root { --jp-layout-color1: #fff; --jp-ui-font-color0: #000 }${MAP_STYLE}</style>`);
  await page.addScriptTag({ content: `window.map = ${bundle(DIST, 'lab/map/mapView.js')}` });
  await page.evaluate(showMap, drawnMap());
  for (const gesture of ['move', 'zoom', 'lasso', 'point'] satisfies Gesture[]) {
    const rounds: Round[] = [];
    // The first is for the browser to compile what it runs often.
    for (let round = 0; round <= ROUNDS; round++) rounds.push(await measureRound(browser, page, gesture));
    write(gesture, pixels, rounds.slice(1));
  }
  await page.close();
}

async function measureRound(browser: Browser, page: Page, gesture: Gesture): Promise<Round> {
  const ofBrowser = await browser.newBrowserCDPSession();
  const ofPage = await page.context().newCDPSession(page);
  await ofPage.send('Performance.enable');
  const before = await times(ofBrowser, ofPage);
  const frames = await page.evaluate(playGesture, { gesture, frames: FRAMES });
  const after = await times(ofBrowser, ofPage);
  await Promise.all([ofBrowser.detach(), ofPage.detach()]);
  return {
    frame: spreadOf(frames).median,
    page: (after.page - before.page) / FRAMES,
    browser: (after.browser - before.browser) / FRAMES,
  };
}

/** Milliseconds of processors up to now. */
async function times(ofBrowser: CDPSession, ofPage: CDPSession): Promise<{ page: number; browser: number }> {
  const { processInfo } = await ofBrowser.send('SystemInfo.getProcessInfo');
  const { metrics } = await ofPage.send('Performance.getMetrics');
  return {
    page: 1000 * (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN),
    browser: 1000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
  };
}

function write(gesture: Gesture, pixels: number, rounds: readonly Round[]): void {
  const frame = spreadOf(rounds.map((round) => round.frame));
  const ofPage = spreadOf(rounds.map((round) => round.page));
  const most = { min: MOST_MILLISECONDS, median: MOST_MILLISECONDS, max: MOST_MILLISECONDS };
  console.log(
    `${gesture}, ${pixels === 1 ? 'a plain screen' : 'a dense screen'}: ${(1000 / frame.median).toFixed(0)} frames a second; ` +
      `the page's thread works ${ofPage.median.toFixed(1)} ms for a frame`,
  );
  writeResult(`map-${gesture}-${pixels}`, {
    work: `map of ${IMAGES.toLocaleString('en')} images, ${gesture}, ${pixels} pixel${pixels === 1 ? '' : 's'} a pixel, over 30 frames a second`,
    unit: 'ms a frame',
    thaw: frame,
    other: most,
    cpu: { thaw: spreadOf(rounds.map((round) => round.browser)), other: most },
    ratio: frame.median / MOST_MILLISECONDS,
    paired: {
      min: frame.min / MOST_MILLISECONDS,
      median: frame.median / MOST_MILLISECONDS,
      max: frame.max / MOST_MILLISECONDS,
    },
    target: 1,
  });
}

/** Classes as clouds of points that lie over each other. */
function drawnMap(): MapData {
  const draw = random('map');
  const centers = Array.from({ length: CLASSES }, () => [draw.between(12_000, 53_000), draw.between(12_000, 53_000)]);
  const around = (middle: number): number => Math.min(65_535, Math.max(0, middle + draw.normal(4500)));
  const entries = Uint16Array.from({ length: IMAGES }, (_, image) => image % CLASSES);
  const places = [...entries].flatMap((entry) => centers[entry]!.map(around));
  const { domain, range } = classColors(Array.from({ length: CLASSES }, (_, i) => `class ${i + 1}`));
  const legend = domain.map((name, i) => ({ name, color: range[i]!, count: IMAGES / CLASSES }));
  return {
    id: 'bench',
    numImages: IMAGES,
    places: encode16(places),
    colorings: [{ name: 'class', legend, entries: encode16(entries) }],
  };
}
