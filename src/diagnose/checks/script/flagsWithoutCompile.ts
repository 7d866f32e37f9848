import type { KerasVersion } from '../../../script/keras/kerasVersion.js';
import type { LayerNode, TrainableFlag } from '../../../script/library/models/layerNode.js';
import { flagsAreKnown, flagsAtFit, flagsByVersion, hasWeights } from '../../../script/reading/flagsByVersion.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { heldInSome, shareOf } from '../../../script/reading/versionsInWords.js';
import type { Place } from '../../../script/syntax/ast.js';
import type { Finding } from '../../finding.js';

/**
 * Finds layers that are frozen or unfrozen after the model is compiled: between two trainings, where the second one goes on
 * with the layers of the first; and before the first one, where Keras 3 alone reads the flags as training begins.
 */
export function flagsWithoutCompile(reading: ScriptReading): Finding[] {
  return reading.stages.flatMap((stage, i) => {
    const { compiled } = stage.call;
    if (compiled === undefined || !flagsAreKnown(stage)) return [];
    const changes = flagsByVersion(reading, stage).map(({ rule, releases, flags }) => ({
      releases,
      changed: changedFlags(flags, flagsAtFit(reading, stage, rule)),
    }));
    const affected = changes.filter(({ changed }) => changed.length > 0);
    const [first] = affected;
    if (first === undefined) return [];
    const flags = first.changed.map(({ flag }) => flag);
    const setAt = flags.flatMap(({ place }): Place[] => (place === undefined ? [] : [place]));
    const releases = affected.flatMap((one) => one.releases);
    const isAfterFit = reading.stages.slice(0, i).some(({ call }) => call.compiled === compiled);
    return [finding(reading, stage, { flags, setAt, releases, isAfterFit })];
  });
}

interface Changed {
  flags: readonly TrainableFlag[];
  setAt: readonly Place[];
  releases: readonly KerasVersion[];
  /** Whether there was a training since the compile. */
  isAfterFit: boolean;
}

function finding(
  reading: ScriptReading,
  { place, call }: StageReading,
  { flags, setAt, releases, isAfterFit }: Changed,
): Finding {
  const done = flags.every(({ value }) => value === false) ? 'frozen' : 'unfrozen';
  const isSure = shareOf(reading, releases) === 'all';
  const afterFit = `Layers are ${done} after the last compile: this fit trains the same layers as the one before.`;
  const tooLate = `layers that are ${done} after compile are ${done} too late: fit trains what was trainable at compile.`;
  return {
    check: 'flags-without-compile',
    severity: isSure ? 'critical' : 'warning',
    summary: isAfterFit ? afterFit : heldInSome(reading, releases, tooLate),
    evidence: [],
    fix: {
      text: isAfterFit
        ? 'Compile the model again after the flags are set, with a smaller learning rate.'
        : 'Set the flags before the model is compiled.',
    },
    places: quotePlaces(reading, [setAt[0], place, call.compiled?.place]),
  };
}

function changedFlags(
  decided: ReadonlyMap<LayerNode, TrainableFlag>,
  atFit: ReadonlyMap<LayerNode, TrainableFlag>,
): { layer: LayerNode; flag: TrainableFlag }[] {
  return [...atFit].flatMap(([layer, flag]) => {
    const before = decided.get(layer);
    return before !== undefined && before.value !== flag.value && hasWeights(layer) ? [{ layer, flag }] : [];
  });
}
