import { expect, test } from 'vitest';
import { accuracyDots } from '../../src/plots/accuracyDots.js';
import { drawSvg } from '../../src/plots/drawSvg.js';

const dot = (name: string, training: number, validation: number) => ({
  name,
  training,
  validation,
  interval: [validation - 0.06, validation + 0.06] as const,
});
const groups = [
  { name: 'InceptionV3, 94 batch normalizations', dots: [dot('moving', 0.73, 0.68), dot('batch', 0.8, 0.25)] },
  { name: 'SqueezeNet, no batch normalization', dots: [dot('moving', 0.31, 0.3), dot('batch', 0.31, 0.3)] },
];

async function svgOf(...[all, references]: Parameters<typeof accuracyDots>): Promise<string> {
  return drawSvg(accuracyDots(all, references));
}

/** Texts on the screen, without the descriptions for screen readers. */
const textsIn = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

test('both accuracies stand beside each variant, and the baseline has its name', async () => {
  const texts = textsIn(await svgOf(groups, [{ name: 'majority class', accuracy: 0.3 }]));
  for (const text of ['73\u00a0%', '68\u00a0%', '80\u00a0%', '25\u00a0%', 'majority class', 'training', 'validation'])
    expect(texts).toContain(text);
});

test('variants with the same name have a row each, in order, under the full name of their group', async () => {
  const texts = textsIn(await svgOf(groups, []));
  expect(texts.filter((text) => text === 'moving' || text === 'batch')).toEqual(['moving', 'batch', 'moving', 'batch']);
  for (const { name } of groups) expect(texts).toContain(name);
});

test('a long name is shown in full', async () => {
  const name = 'preprocess_input (tf), rescale 1/255, as expected';
  const svg = await svgOf([{ name: 'InceptionV3', dots: [dot(name, 0.3, 0.3)] }], []);
  expect(textsIn(svg)).toContain(name);
});
