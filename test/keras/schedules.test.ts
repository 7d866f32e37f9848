import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { type Schedule, scheduledRate } from '../../src/training/schedules/schedule.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { python } from './python.js';

const TOTAL_STEPS = 100;
/** Beyond the end too. */
const STEPS = Array.from({ length: TOTAL_STEPS + 11 }, (_, step) => step);
/** Of a rate of the order of one; Keras counts in single precision. */
const TOLERANCE = 1e-6;

const draw = random(SEED, 'schedules');
const RATE = draw.between(0.5, 1);
const ALPHA = draw.between(0.05, 0.3);
const DECAY = draw.between(0.3, 0.9);
const FACTORS = [1, 0.5, 0.1].map((factor) => factor * draw.between(0.8, 1));

const cosine = { name: 'CosineDecay', warmupSteps: 0, warmupFrom: 0, decaySteps: null, alpha: 0 } as const;
const keras = (call: string): string => `[float(keras.optimizers.schedules.${call}(s)) for s in given['steps']]`;

const cases: { what: string; schedule: Schedule; python: string }[] = [
  {
    what: 'CosineDecay to the end',
    schedule: cosine,
    python: keras(`CosineDecay(${RATE}, ${TOTAL_STEPS})`),
  },
  {
    what: 'CosineDecay in fewer steps, not to zero',
    schedule: { ...cosine, decaySteps: 40, alpha: ALPHA },
    python: keras(`CosineDecay(${RATE}, 40, alpha=${ALPHA})`),
  },
  {
    what: 'CosineDecay after a warm-up',
    schedule: { ...cosine, warmupSteps: 20, warmupFrom: 0.01, alpha: ALPHA },
    python: keras(`CosineDecay(0.01, 80, alpha=${ALPHA}, warmup_target=${RATE}, warmup_steps=20)`),
  },
  {
    what: 'ExponentialDecay',
    schedule: { name: 'ExponentialDecay', decaySteps: 30, decayRate: DECAY, staircase: false },
    python: keras(`ExponentialDecay(${RATE}, 30, ${DECAY})`),
  },
  {
    what: 'ExponentialDecay in stairs',
    schedule: { name: 'ExponentialDecay', decaySteps: 30, decayRate: DECAY, staircase: true },
    python: keras(`ExponentialDecay(${RATE}, 30, ${DECAY}, staircase=True)`),
  },
  {
    what: 'PiecewiseConstantDecay',
    schedule: { name: 'PiecewiseConstantDecay', boundaries: [10, 60], factors: FACTORS },
    python: keras(`PiecewiseConstantDecay([10, 60], ${JSON.stringify(FACTORS.map((factor) => factor * RATE))})`),
  },
  {
    what: 'OneCycle, after fastai',
    schedule: { name: 'OneCycle', pctStart: 0.25, div: 25, divFinal: 1e5 },
    // fastai's own SchedCos, combine_scheds and combined_cos, of fastai/callback/schedule.py; fastai needs PyTorch.
    python: `[combined_cos(.25, ${RATE} / 25., ${RATE}, ${RATE} / 1e5)(min(s / ${TOTAL_STEPS}, 1)) for s in given['steps']]`,
  },
];

const answers = python(
  `
import keras, math
def sched_cos(start, end): return lambda pos: start + (1 + math.cos(math.pi*(1-pos))) * (end-start) / 2
def combine_scheds(pcts, scheds):
    limits = [0]
    for p in pcts: limits.append(limits[-1] + p)
    def _inner(pos):
        if int(pos) == 1: return scheds[-1](1.)
        idx = max(i for i, limit in enumerate(limits[:-1]) if pos >= limit)
        return scheds[idx]((pos - limits[idx]) / (limits[idx + 1] - limits[idx]))
    return _inner
def combined_cos(pct, start, middle, end):
    return combine_scheds([pct, 1 - pct], [sched_cos(start, middle), sched_cos(middle, end)])
answer = [eval(call) for call in given['calls']]
`,
  { steps: STEPS, calls: cases.map((given) => given.python) },
) as number[][];

test.each(cases.map((given, i) => ({ ...given, i })))('the rates of all steps are the same: $what', (given) => {
  const ours = STEPS.map((step) => scheduledRate(given.schedule, RATE, step, TOTAL_STEPS));
  expectParity(`${given.what}, rates of all steps`, largestDifference(ours, answers[given.i]), TOLERANCE);
});

test('a constant rate is the same in every step', () => {
  for (const step of STEPS) expect(scheduledRate({ name: 'Constant' }, RATE, step, TOTAL_STEPS)).toBe(RATE);
});

test('no two of the schedules could pass for each other', () => {
  answers.forEach((rates, i) => {
    for (const other of answers.slice(0, i)) expect(largestDifference(rates, other)).toBeGreaterThan(1000 * TOLERANCE);
  });
});
