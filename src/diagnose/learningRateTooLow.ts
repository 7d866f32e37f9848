import { figure, percent } from '../metrics/inWords.js';
import type { Finding } from './finding.js';
import type { TrainedRun } from './trainedRun.js';

/** Share of its first value that the training loss has to fall by in a run; measured: above 30 % at sane rates. */
const LEAST_FALL = 0.1;
/** Of ln(numClasses): below it there is little left to fall. */
const STILL_HIGH = 0.5;
const LEAST_EPOCHS = 3;
const STEP = 10;

/** Finds a learning rate at which training hardly moves: the loss falls in every epoch, and by next to nothing. */
export function learningRateTooLow({ history, learningRate, numClasses, stopped }: TrainedRun): Finding[] {
  const losses = history.map(({ trainLoss }) => trainLoss);
  if (losses.length < LEAST_EPOCHS || stopped === 'diverged') return [];
  const [first, last] = [losses[0], losses[losses.length - 1]];
  const falls = losses.every((loss, i) => i === 0 || loss < losses[i - 1]);
  const fall = 1 - last / first;
  if (!falls || fall > LEAST_FALL || last < STILL_HIGH * Math.log(numClasses)) return [];
  return [
    {
      check: 'learning-rate-too-low',
      severity: 'warning',
      size: 1 - fall / LEAST_FALL,
      summary: `The training loss falls in every epoch, and by ${percent(fall)} in ${losses.length} of them.`,
      evidence: [
        { measure: 'fall of the training loss', expected: `${percent(LEAST_FALL)} or more`, received: percent(fall) },
        {
          measure: 'training loss, first to last epoch',
          expected: 'falling fast',
          received: `${figure(first)} to ${figure(last)}`,
        },
        { measure: 'learning rate', expected: 'higher', received: String(learningRate) },
      ],
      fix: {
        text: `Train at ten times the learning rate: ${learningRate * STEP}.`,
        patch: { learningRate: Math.min(1, learningRate * STEP) },
      },
    },
  ];
}
