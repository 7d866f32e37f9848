import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../setup/labExtension.mjs';
import type { CleanerData } from '../../src/lab/cleaner/cleanerData.js';
import { CLEANER_STYLE } from '../../src/lab/cleaner/cleanerStyle.js';
import { decode16, encode16, type MapAnswer, type MapData, type MapQuestion } from '../../src/lab/map/mapData.js';
import { pixelOf, wholeView } from '../../src/lab/map/mapGeometry.js';
import { MAP_STYLE } from '../../src/lab/map/mapStyle.js';
import type { RunsData } from '../../src/lab/runTable/runsData.js';
import { RUNS_STYLE } from '../../src/lab/runTable/runsStyle.js';
import type { ScoresData } from '../../src/lab/scores/scoresData.js';
import { SCORES_STYLE } from '../../src/lab/scores/scoresStyle.js';
import { launchChromium } from '../../src/report/chromium.js';
import { environment, PROJECT } from '../endToEnd/project.js';
import { faintTexts } from './faintTexts.js';

const LONG = 'a class whose name is as long as somebody wrote it when the folder was made';
const NAMES = [LONG, ...Array.from({ length: 29 }, (_, i) => `class ${i + 2}`)];

const MAP: MapData = {
  id: 'map',
  numImages: 30,
  places: encode16(Array.from({ length: 60 }, (_, i) => 2000 * (i % 17) + 500 * (i % 5))),
  colorings: [
    {
      name: 'class',
      legend: NAMES.map((name) => ({ name, color: '#0072b2', count: 1 })),
      entries: encode16([...NAMES.keys()]),
    },
  ],
};
const RUNS: RunsData = {
  id: 'runs',
  fields: ['seed'],
  rows: ['finished', 'running', 'damaged'].map((status, i) => ({
    ...{ id: `${i}aaaaaaaaaaaaaaa`, status, date: `2026-03-0${i + 1}T10:00:00.000Z`, machine: 'here', epochs: 2 },
    ...(status === 'finished' && { accuracy: 0.8, interval: [0.7, 0.9] as const, trainAccuracy: 0.9, seconds: 3 }),
    recipe: { seed: String(i) },
  })),
};
const SCORES: ScoresData = {
  columns: [
    { field: 'file', title: 'image', isNumber: false },
    { field: 'loss', title: 'loss', isNumber: true },
  ],
  rows: [
    { file: 'a.jpg', loss: 0.5 },
    { file: 'b.jpg', loss: 3 },
    { file: `${LONG}.jpg`.replaceAll(' ', '_'), loss: 1 },
  ],
  sort: { field: 'file', isDown: false },
  note: '3 of 3 images',
};

const FILE = { file: `${LONG}.jpg`, className: LONG, split: 'training', source: '' };
const CLEANER: CleanerData = {
  id: 'cleaner',
  classNames: NAMES,
  images: [
    {
      ...FILE,
      reasons: [{ by: 'suspect-label', text: 'label in doubt: 97 %' }],
      predictions: [
        { className: 'class 2', probability: 0.9 },
        { className: LONG, probability: 0.1 },
      ],
      suggested: 'class 2',
      copies: [{ ...FILE, file: 'copy.jpg' }],
    },
  ],
};

/** `window`: what the modules of the views export. */
interface Views {
  cleaner: { CleanerView: new (data: CleanerData, ask: () => Promise<object>) => View };
  map: { MapView: new (data: MapData, ask: (question: MapQuestion) => Promise<MapAnswer>) => View };
  runs: { RunsView: new (data: RunsData, page: object) => View & { update(answer: object): void } };
  scores: { ScoresView: new (data: ScoresData) => View };
}
type View = { node: HTMLElement; start?(): Promise<void> };

function themeOf(name: 'light' | 'dark'): string {
  const themes = path.join(path.dirname(environment().python), '../share/jupyter/lab/themes/@jupyterlab');
  return readFileSync(path.join(themes, `theme-${name}-extension/index.css`), 'utf8');
}

describe('Outputs by themselves, without JupyterLab and a kernel', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  /** All outputs between two buttons. */
  async function show(theme: 'light' | 'dark', width = 1150): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const style = [themeOf(theme), CLEANER_STYLE, MAP_STYLE, RUNS_STYLE, SCORES_STYLE].join('\n');
    await page.setContent(`<!doctype html><style>${style} body { background: var(--jp-layout-color0) }</style>
      <button>before</button><main></main><button>after</button>`);
    const modules = {
      map: 'lab/map/mapView.js',
      runs: 'lab/runTable/runsView.js',
      scores: 'lab/scores/scoresView.js',
      cleaner: 'lab/cleaner/cleanerView.js',
    };
    for (const [name, module] of Object.entries(modules)) {
      await page.addScriptTag({ content: `window.${name} = ${bundle(path.join(PROJECT, 'dist'), module)}` });
    }
    await page.evaluate(
      ({ map, runs, scores, cleaner }) => {
        const views = window as unknown as Views;
        const look = (image: number) => ({ image, source: '', file: `${image}.jpg`, text: 'class 2, training' });
        const answer = async (question: MapQuestion): Promise<MapAnswer> =>
          question.want === 'look' ? { looks: question.images.map(look) } : { selected: [] };
        const compare = async () => ({ differences: [], reading: ['They are the same.'] });
        const shown = [
          new views.map.MapView(map, answer),
          new views.runs.RunsView(runs, { compare }),
          new views.scores.ScoresView(scores),
          new views.cleaner.CleanerView(cleaner, async () => ({ decisions: [] })),
        ];
        for (const view of shown) {
          document.querySelector('main')!.append(view.node);
          void view.start?.();
        }
      },
      { map: MAP, runs: RUNS, scores: SCORES, cleaner: CLEANER },
    );
    return page;
  }

  /** What has the focus, as a reader of the screen says it, and how many pixels wide the line around it is. */
  const focused = (page: Page): Promise<{ name: string; outline: number }> =>
    page.evaluate(() => {
      const one = document.activeElement as HTMLElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      const name = one.getAttribute('aria-label') ?? one.textContent ?? '';
      return { name, outline: outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth) };
    });

  it('are gone through by the tab key, each control with a line around it, and left again', async () => {
    const page = await show('light');
    await page.getByRole('button', { name: 'before' }).focus();
    const names: string[] = [];
    for (let i = 0; i < 90 && names.at(-1) !== 'after'; i++) {
      await page.keyboard.press('Tab');
      const { name, outline } = await focused(page);
      // A cleaner as a whole has its line by its border.
      if (name !== 'after' && name !== '1 suspicious images to sort out') expect([name, outline]).toEqual([name, 2]);
      names.push(name);
    }
    const legend = NAMES.map((name) => `${name}, 1 images, 0 selected`);
    expect(names.slice(0, 37)).toEqual([
      ...['Color by', 'lasso', 'move', 'larger', 'smaller', 'show all', 'Images as points'],
      ...legend,
    ]);
    expect(names.slice(37, 41)).toEqual(['Show runs that contain', 'Filter by', 'Rows', 'run']);
    const cleaner = names.indexOf('1 suspicious images to sort out');
    expect(names.slice(cleaner - 3, cleaner)).toEqual(['Rows', 'image ▴', 'loss']);
    expect(names.slice(-3)).toEqual(['Move to another class', 'Sskip', 'after']);
    await page.close();
  });

  it('sort scores by the keyboard, and say by what', async () => {
    const page = await show('light');
    const first = (): Promise<string | null> => page.locator('.thaw-scores tbody th').first().textContent();
    await page.locator('.thaw-scores').getByRole('button', { name: 'loss' }).focus();
    await page.keyboard.press('Enter');
    expect(await first()).toBe('b.jpg');
    expect(await page.getByRole('columnheader', { name: 'loss' }).getAttribute('aria-sort')).toBe('descending');
    await page.keyboard.press('Space');
    expect(await first()).toBe('a.jpg');
    expect(await focused(page)).toMatchObject({ name: 'loss ▴' });
    await page.close();
  });

  it('leave the list of selected images as it is, while a map is pointed at', async () => {
    const page = await show('light');
    const list = page.getByRole('list', { name: 'Selected images' });
    await page.getByRole('button', { name: 'class 2, 1 images, 0 selected' }).click();
    await list.getByText('1.jpg').waitFor();
    await list.focus();
    const card = page.locator('.thaw-map-card');
    const box = (await page.getByRole('application', { name: 'Images as points' }).boundingBox())!;
    const places = decode16(MAP.places);
    const { x, y } = pixelOf(places, wholeView(places, box.width, box.height), 0);
    await page.mouse.move(box.x + x, box.y + y);
    await card.getByText('0.jpg').waitFor();
    expect(await focused(page)).toMatchObject({ name: 'Selected images' });
    await page.close();
  });

  it.each(['light', 'dark'] as const)('can be read in the %s theme, wide and narrow', async (theme) => {
    for (const width of [1150, 420]) {
      const page = await show(theme, width);
      for (const id of ['0aaaaaaa', '1aaaaaaa', '2aaaaaaa']) {
        await page.getByRole('checkbox', { name: `compare run ${id}` }).check();
      }
      const stage = page.getByRole('application', { name: 'Images as points' });
      await stage.focus();
      for (const key of ['ArrowRight', 'Space']) await page.keyboard.press(key);
      await page.locator('.thaw-map-card').waitFor();
      expect(await page.evaluate(faintTexts)).toEqual([]);
      // Nothing is wider than the window: the page itself does not scroll aside.
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.close();
    }
  });
});
