import { METRICS, type Metric } from '../../../training/callbacks/metric.js';
import type { Finding } from '../../finding.js';

/** Keras up to 2.2 logged `acc`; since 2.3 the name is the metric's own. Source: release notes of Keras 2.3.0. */
const RENAMED: Readonly<Record<string, Metric>> = { acc: 'accuracy', val_acc: 'val_accuracy' };

/**
 * Finds a callback that monitors a metric that is not logged, as `val_acc` since Keras 2.3: Keras warns and continues, a
 * checkpoint with `save_best_only` saves nothing, and early stopping never stops.
 *
 * @param monitor of the callback
 * @param logged names in the logs of an epoch
 */
export function unknownMonitor(monitor: string, logged: readonly string[]): Finding[] {
  if (logged.includes(monitor)) return [];
  const wanted = RENAMED[monitor] ?? (monitor.startsWith('val_') ? 'val_loss' : 'loss');
  const monitored = logged.includes(wanted) ? wanted : (METRICS.find((metric) => logged.includes(metric)) ?? wanted);
  return [
    {
      check: 'unknown-monitor',
      severity: 'critical',
      effect: 1,
      summary: `'${monitor}' is not logged: the checkpoint saves nothing, and early stopping never stops.`,
      evidence: [{ measure: 'monitor', expected: logged.join(', '), received: monitor }],
      fix: { text: `Monitor '${monitored}'.`, patch: { monitor: monitored }, change: `the monitor is ${monitored}` },
    },
  ];
}
