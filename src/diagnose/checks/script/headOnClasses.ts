import { stringOf, truthOf } from '../../../script/evaluate/values.js';
import type { LayerNode } from '../../../script/library/models/layerNode.js';
import { nameOfPretrained } from '../../../script/reading/fields.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { headIsOnOutput } from '../../evidence/headIsOnOutput.js';
import type { Finding } from '../../finding.js';

/**
 * Finds heads that stand on the 1,000 probabilities of ImageNet's classes, since the base keeps its own classifier:
 * `include_top=True`, which is the default, or a classification module of TensorFlow Hub.
 */
export function headOnClasses(reading: ScriptReading): Finding[] {
  const stage = reading.stages.at(-1);
  const { base, head } = stage?.model ?? {};
  if (stage === undefined || base === undefined || head === undefined || base.model?.kind !== 'application') return [];
  const classifier = classifierOf(base);
  const dense = head.find(({ className }) => className === 'Dense');
  if (classifier === undefined || dense === undefined || base.args.get('classes') !== undefined) return [];
  if (!headIsOnOutput(stage, base)) return [];
  return [
    {
      check: 'head-on-classes',
      severity: 'critical',
      summary: `The head stands on the 1,000 class ${classifier.outputs} of ${nameOfPretrained(base)}, since ${classifier.since}. They hold little of what its features say.`,
      evidence: [],
      fix: { text: classifier.fix },
      places: quotePlaces(reading, [base.argPlaces.get('include_top') ?? base.origin, dense.origin]),
    },
  ];
}

/** Why a base has its own classifier; undefined where it has none, or where that is not known. */
function classifierOf({ args }: LayerNode): { outputs: string; since: string; fix: string } | undefined {
  const address = args.get('handle');
  if (address !== undefined) {
    const since = 'this module of TensorFlow Hub is for classification';
    const fix = 'Take the feature vector module of the same architecture.';
    return /classification/.test(stringOf(address) ?? '') ? { outputs: 'scores', since, fix } : undefined;
  }
  const top = args.get('include_top');
  if (top !== undefined && truthOf(top) !== true) return undefined;
  const since = `\`include_top\` is ${top === undefined ? 'True by default' : 'True'}`;
  return { outputs: 'probabilities', since, fix: 'Build the base with `include_top=False, pooling="avg"`.' };
}
