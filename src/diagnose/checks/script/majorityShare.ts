import type { ScriptReading } from '../../../script/reading/readScript.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/** Largest over smallest class from which on the accuracy of always answering the largest class is named. */
const MIN_RATIO = 2;

/** Finds classes of very different sizes where the script writes its labels out: `[0] * 120 + [1] * 30`. */
export function majorityShare(reading: ScriptReading): Finding[] {
  return inEachStage(reading, ({ call }) => {
    const [flow, what] = call.validationFlow?.labels.counts
      ? [call.validationFlow, 'validation']
      : [call.flow, 'training'];
    const counts = flow?.labels.counts;
    if (flow === undefined || counts === undefined || counts.length < 2) return [];
    const [largest, smallest] = [Math.max(...counts), Math.min(...counts)];
    if (largest < MIN_RATIO * smallest) return [];
    const total = counts.reduce((a, b) => a + b, 0);
    const share = (largest / total).toFixed(3);
    return [
      scriptFinding(reading, {
        check: 'class-imbalance',
        severity: 'warning',
        summary: `${largest} of ${total} ${what} images are of one class: a network that always answers it has an accuracy of ${share}. An accuracy that stays there means that nothing is learned.`,
        fix: 'Compare the accuracy with that share, look at the recall of each class, and give the smaller classes more weight with class_weight.',
        at: [[flow.labels.place, `${counts.join(' + ')}`], call.place],
      }),
    ];
  });
}
