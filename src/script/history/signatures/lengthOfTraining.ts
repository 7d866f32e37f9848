import { greatest, least } from '../../../base/extremes.js';
import { formatFigure } from '../../../metrics/format.js';
import type { TrainingHistory } from '../trainingHistory.js';
import type { Signature } from './signature.js';
import { isWhole, known, type StageView } from './stageView.js';

/** Fall of the loss in the last third, as a share of its whole fall, at which more epochs pay. */
const STILL_FALLING = 0.15;
const LEAST_EPOCHS = 3;

/** Notices a validation loss that is still falling at the end. */
export function stillImproving(view: StageView): Signature[] {
  const { valLoss, loss, epochs } = view;
  const watched = isWhole(valLoss) ? valLoss : loss;
  if (epochs.length < LEAST_EPOCHS || !isWhole(watched)) return [];
  const last = watched[watched.length - 1]!;
  const third = watched[watched.length - 1 - Math.floor(watched.length / 3)]!;
  const whole = watched[0]! - last;
  if (last > least(watched) || whole <= 0 || third - last < STILL_FALLING * whole) return [];
  const name = isWhole(valLoss) ? 'validation loss' : 'training loss';
  return [
    {
      name: 'still-improving',
      kind: 'remark',
      stage: view.stage,
      summary: `The ${name} is lowest in the last epoch, ${formatFigure(last)}, and still falls.`,
      epochs: epochs.slice(-Math.floor(watched.length / 3)),
      meaning: 'Training ended before it was done.',
      causes: [{ fault: 'too-few-steps', why: 'More epochs would go on improving.' }],
      confidence: 'likely',
      toDistinguish: 'Train on, with early stopping that restores the best weights.',
    },
  ];
}

/** Finds early stopping that did not end a training although its metric was no better for longer than its patience. */
export function earlyStoppingNeverFired(view: StageView, history: TrainingHistory): Signature[] {
  const stopping = view.facts.earlyStopping;
  const { epochs, stoppedAt } = view;
  if (stopping === undefined || stoppedAt !== undefined) return [];
  const { monitor, patience } = stopping;
  const values = history.stages[view.stage - 1]!.epochs.map(({ metrics }) => metrics[monitor]);
  if (known(values).length === 0) return [missingMonitor(monitor, view.columns, view.stage, epochs)];
  if (!isWhole(values)) return [];
  const isHigherBetter = /acc|auc/.test(monitor);
  const best = isHigherBetter ? greatest(values) : least(values);
  const waited = values.length - 1 - values.indexOf(best);
  if (waited <= patience) return [];
  return [
    {
      name: 'early-stopping-never-fired',
      kind: 'fault',
      stage: view.stage,
      summary: `${monitor} is best in epoch ${epochs[values.indexOf(best)]!}, ${waited} epochs before the end, and early stopping with a patience of ${patience} did not end the training.`,
      epochs: epochs.slice(-waited),
      meaning: 'Early stopping was not passed to fit, or waits for something else.',
      causes: [{ fault: 'unknown-monitor', why: 'It watches another metric, or the other direction with mode.' }],
      confidence: 'likely',
      toDistinguish: 'Look at callbacks= of fit, at mode, and at min_delta.',
    },
  ];
}

/** Names a metric that a callback watches and that no epoch has. */
export function missingMonitor(
  monitor: string,
  available: readonly string[],
  stage: number,
  epochs: readonly number[],
): Signature {
  return {
    name: 'missing-monitor',
    kind: 'fault',
    stage,
    summary: `A callback watches ${monitor}; the metrics are ${available.join(', ')}.`,
    epochs: [...epochs],
    meaning: 'The callback does nothing: no best epoch is saved, and no training ends early.',
    causes: [
      {
        fault: 'unknown-monitor',
        why: 'Keras 2.3 renamed acc to accuracy; without validation, no val_ metric exists.',
      },
    ],
    confidence: 'certain',
    toDistinguish: `Monitor one of these names.`,
  };
}
