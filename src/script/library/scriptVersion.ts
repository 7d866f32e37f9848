import { type KerasVersion, RELEASES } from '../keras/kerasVersion.js';
import { type TrainableRule, trainableOf } from '../keras/versionMeaning.js';

/** What is known of the version of Keras before a script is gone through. */
export interface ScriptVersion {
  /** Those that it can be for. */
  releases: readonly KerasVersion[];
  /** Texts that the script writes out: names of layers say which version has them. */
  texts: ReadonlySet<string>;
}

export const ANY_VERSION: ScriptVersion = { releases: RELEASES, texts: new Set() };

/** By list of releases. A script has one list, and a loop over layers asks for its rule once per flag. */
const rules = new WeakMap<readonly KerasVersion[], TrainableRule>();

/** How flags of models and layers work together in the newest version that comes into question. */
export function likelyTrainableRule({ releases }: ScriptVersion): TrainableRule {
  const rule = rules.get(releases) ?? trainableOf(releases).readings.at(-1)!.value;
  rules.set(releases, rule);
  return rule;
}
