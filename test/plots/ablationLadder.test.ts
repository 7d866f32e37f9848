import { expect, test } from 'vitest';
import { ablationLadder } from '../../src/plots/ablationLadder.js';
import { drawSvg } from '../../src/plots/drawSvg.js';

const rungs = [
  { change: 'reference recipe', accuracy: 0.17, interval: [0.13, 0.22] as const },
  { change: 'drop one of the two scalings', accuracy: 0.25, interval: [0.2, 0.3] as const },
  { change: 'frozen batch normalisation uses moving statistics', accuracy: 0.62, interval: [0.56, 0.67] as const },
  { change: 'learning rate 1e-2', accuracy: 0.6, interval: [0.54, 0.65] as const },
];

test('each change shows the points that it brought, or took', async () => {
  const spec = ablationLadder(rungs, [{ name: 'always the largest class', accuracy: 0.3 }]);
  const svg = await drawSvg(spec);
  for (const text of ['17 %', '+8 points', '+37 points', '−2 points', 'always the largest class'])
    expect(svg).toContain(text);
});

test('what follows a change that was left out is measured from where that began', async () => {
  const [first, second, third, fourth] = rungs;
  const svg = await drawSvg(ablationLadder([first, second, { ...third, leftOut: true }, fourth], []));
  for (const text of ['moving statistics: left out again', '+37 points', '+35 points']) expect(svg).toContain(text);
});

test('a long change is written out, not cut', async () => {
  const svg = await drawSvg(ablationLadder(rungs, []));
  expect(svg).toContain('>frozen batch normalisation uses moving statistics</text>');
});
