import { expect, test } from 'vitest';
import { drawSvg } from '../../src/plots/drawSvg.js';
import { reliabilityDiagram } from '../../src/plots/reliabilityDiagram.js';

const bins = [
  { low: 0, high: 0.5, count: 0, confidence: Number.NaN, accuracy: Number.NaN },
  { low: 0.5, high: 0.75, count: 30, confidence: 0.6, accuracy: 0.8 },
  { low: 0.75, high: 1, count: 10, confidence: 0.9, accuracy: 0.5 },
];

async function svgOf(): Promise<string> {
  const spec = reliabilityDiagram([
    { title: 'as trained: calibration error 25 %', bins },
    { title: 'with temperature 1.50: calibration error 6 %', bins },
  ]);
  return drawSvg(spec);
}

test('each panel shows its title, both kinds of gap, and the share of the largest bin', async () => {
  const svg = await svgOf();
  for (const text of [
    'as trained: calibration error 25 %',
    'with temperature 1.50: calibration error 6 %',
    'too certain',
    'too uncertain',
    'accuracy',
    'probability of the predicted class',
    '75%',
  ])
    expect(svg).toContain(`>${text}</text>`);
});

test('a bin without images draws nothing, and no NaN', async () => {
  const svg = await svgOf();
  expect(svg).not.toContain('NaN');
  // Two panels of two bins: a bar, its gap, and a bar of the images below.
  expect(svg.match(/aria-roledescription="bar"/g)).toHaveLength(2 * 2 * 3);
});
