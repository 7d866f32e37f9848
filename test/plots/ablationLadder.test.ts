import { expect, test } from 'vitest';
import { ablationLadder } from '../../src/plots/ablationLadder.js';
import { drawSvg } from '../../src/plots/drawSvg.js';

const steps = [
  { change: 'reference recipe', accuracy: 0.17, interval: [0.13, 0.22] as const },
  { change: 'drop one of the two scalings', accuracy: 0.25, interval: [0.2, 0.3] as const },
  { change: 'frozen batch normalization uses moving statistics', accuracy: 0.62, interval: [0.56, 0.67] as const },
  { change: 'learning rate 1e-2', accuracy: 0.6, interval: [0.54, 0.65] as const },
];

test('each change shows the points that it adds or takes', async () => {
  const spec = ablationLadder(steps, [{ name: 'majority class', accuracy: 0.3 }]);
  const svg = await drawSvg(spec);
  for (const text of ['17\u00a0%', '62\u00a0%', '+8 points', '+37 points', '−2 points', 'majority class'])
    expect(svg).toContain(text);
});

test('after a change that was left out, gains count from the step before it', async () => {
  const [first, second, third, fourth] = steps;
  const svg = await drawSvg(ablationLadder([first, second, { ...third, leftOut: true }, fourth], []));
  for (const text of ['moving statistics: not kept', '+37 points', '+35 points']) expect(svg).toContain(text);
});

test('a long change is shown in full', async () => {
  const svg = await drawSvg(ablationLadder(steps, []));
  expect(svg).toContain('>frozen batch normalization uses moving statistics</text>');
});
