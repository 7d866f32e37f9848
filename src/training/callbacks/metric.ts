import { UserError } from '../../base/errors.js';

/** What every epoch measures, by Keras' names. */
export const METRICS = ['loss', 'accuracy', 'val_loss', 'val_accuracy'] as const;
/** A metric of an epoch, by Keras' names. */
export type Metric = (typeof METRICS)[number];

/** An epoch in numbers; the learning rate is that of the next step, before callbacks lower it. */
export type Logs = Readonly<Record<Metric | 'learning_rate', number>>;

/** Whether less or more is better; `auto` goes by the name. */
export type Mode = 'auto' | 'min' | 'max';

/** @throws UserError that lists the metrics there are, where it is none of them */
export function asMetric(name: string): Metric {
  const found = METRICS.find((metric) => metric === name);
  if (found !== undefined) return found;
  throw new UserError(`A metric to monitor is one of: ${METRICS.join(', ')}.`, name, nextStep(name));
}

/** Keras 2.3 renamed `acc` and `val_acc`. */
function nextStep(name: string): string {
  const renamed = METRICS.find((metric) => metric === name.replace(/acc$/, 'accuracy'));
  return renamed === undefined ? 'Monitor one of these.' : `Monitor ${renamed}.`;
}

/** Whether a value is better than the best so far, by more than `minDelta`; undefined is no best yet. */
export type IsImprovement = (value: number, best: number | undefined) => boolean;

/** As Keras' `MonitorCallback` decides: the difference taken in double precision, the comparison made in single. */
export function improvement(metric: Metric, mode: Mode, minDelta: number): IsImprovement {
  const delta = Math.abs(minDelta);
  const less = mode === 'min' || (mode === 'auto' && metric.endsWith('loss'));
  return (value, best) => {
    if (best === undefined) return true;
    return less ? Math.fround(value + delta) < Math.fround(best) : Math.fround(value - delta) > Math.fround(best);
  };
}
