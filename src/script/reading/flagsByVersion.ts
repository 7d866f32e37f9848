import type { KerasVersion } from '../keras/kerasVersion.js';
import { type TrainableRule, trainableOf } from '../keras/versionMeaning.js';
import type { ScriptEvent } from '../library/models/events.js';
import { flagsSet, type LayerNode, type TrainableFlag, trainsIn } from '../library/models/layerNode.js';
import type { ScriptReading } from './readScript.js';
import type { StageReading } from './stageReading.js';

/** Which layers train in a stage, in some versions of Keras. */
export interface FlagsReading {
  releases: readonly KerasVersion[];
  rule: TrainableRule;
  flags: ReadonlyMap<LayerNode, TrainableFlag>;
}

/** As the script is meant: each flag that is set holds for all that is in a model, and the last one holds. */
const AS_WRITTEN: TrainableRule = {
  recursive: true,
  frozenModelHides: false,
  sameValueIsSkipped: false,
  decidedAt: 'first fit',
};

/** Which layers train in a stage, for each meaning that the versions of Keras give to the flags. */
export function flagsByVersion(reading: ScriptReading, stage: StageReading): FlagsReading[] {
  return trainableOf(reading.keras.releases).readings.map(({ value: rule, releases }) => ({
    rule,
    releases,
    flags: flagsUnder(reading, stage, rule),
  }));
}

/** Which layers train in a stage under a rule. */
export function flagsUnder(
  reading: ScriptReading,
  stage: StageReading,
  rule: TrainableRule,
): Map<LayerNode, TrainableFlag> {
  return trainsIn(stage.call.node, replayed(eventsBefore(reading, stage, rule.decidedAt), rule), rule);
}

/** The same if flags were decided at this very fit: it differs where the model was not compiled again. */
export function flagsAtFit(
  reading: ScriptReading,
  stage: StageReading,
  rule: TrainableRule,
): Map<LayerNode, TrainableFlag> {
  return trainsIn(stage.call.node, replayed(eventsBefore(reading, stage, 'this fit'), rule), rule);
}

/** What the flags say at the time that a version decides, as they are written. */
export function flagsAsWritten(
  reading: ScriptReading,
  stage: StageReading,
  decidedAt: TrainableRule['decidedAt'],
): Map<LayerNode, TrainableFlag> {
  return trainsIn(stage.call.node, replayed(eventsBefore(reading, stage, decidedAt), AS_WRITTEN), AS_WRITTEN);
}

function replayed(events: readonly ScriptEvent[], rule: TrainableRule): Map<LayerNode, TrainableFlag> {
  const flags = new Map<LayerNode, TrainableFlag>();
  for (const event of events) {
    if (event.kind !== 'flag') continue;
    const { node, inner, value, place } = event;
    const changed = flagsSet(node, inner, value, flags.get(node) ?? { value: true }, rule);
    for (const one of changed) flags.set(one, { value, place });
  }
  return flags;
}

/** What the script did up to the time when it is decided what trains in a stage. */
function eventsBefore(
  { library }: ScriptReading,
  { call }: StageReading,
  time: TrainableRule['decidedAt'] | 'this fit',
): ScriptEvent[] {
  const { list } = library.events;
  const { compiled } = call;
  const isTime = (event: ScriptEvent): boolean => {
    if (event === call) return true;
    if (compiled === undefined || time === 'this fit') return false;
    if (time === 'compile') return event.kind === 'compile' && event.compiled === compiled;
    return event.kind === 'fit' && event.compiled === compiled;
  };
  return list.slice(0, Math.max(0, list.findIndex(isTime)));
}

const WEIGHTLESS =
  /^(Input|Activation|ReLU|LeakyReLU|Softmax|.*Pooling|Global|ZeroPadding|Cropping|UpSampling|Add$|Concatenate|Multiply|Average$|Maximum|Dropout|SpatialDropout|Gaussian|AlphaDropout|Flatten|Reshape|Permute|Rescaling|Normalization$|Resizing|CenterCrop|Random|Lambda|TFOpLambda|CustomScaleLayer|TensorFlowOpLayer|SlicingOpLambda|Identity|Merge|item$|reversed|[-+*/%@]|StochasticDepth|.*\.)/;

/** Whether a layer has weights that can train; a model whose layers are not known counts as one. */
export function hasWeights({ className }: Pick<LayerNode, 'className'>): boolean {
  return !WEIGHTLESS.test(className);
}

/** Layers with weights of a map that train. */
export function trainingIn(flags: ReadonlyMap<LayerNode, TrainableFlag>): LayerNode[] {
  return [...flags].filter(([layer, { value }]) => value === true && hasWeights(layer)).map(([layer]) => layer);
}

/** Whether what the script does to the flags is all known. */
export function flagsAreKnown({ call, model }: StageReading): boolean {
  const models = [call.node, model.base].flatMap((node) => node?.model ?? []);
  const isKnown = (flag: TrainableFlag): boolean => flag.value !== undefined;
  return models.every(({ changedBy }) => changedBy.length === 0) && [...model.flags.values()].every(isKnown);
}
