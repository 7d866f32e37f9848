import { isNone } from '../../../script/evaluate/values.js';
import type { ScriptEvent } from '../../../script/library/models/events.js';
import { innerLayers, isOpaque, type LayerNode } from '../../../script/library/models/layerNode.js';
import { nameOfBase } from '../../../script/reading/baseNormalization.js';
import { flagsAreKnown, flagsByVersion, hasWeights } from '../../../script/reading/flagsByVersion.js';
import { scriptsOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import type { Expression, Place, Statement } from '../../../script/syntax/ast.js';
import { isWithin } from '../../../script/syntax/isWithin.js';
import { walk } from '../../../script/syntax/walk.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

type Node = Expression | Statement;
type LayerSlice = ScriptEvent & { kind: 'layer slice' };

/** Some versions of Keras make so many layers of the arithmetic that scales images in a model, where others make one. */
const LAYERS_OF_ARITHMETIC = 5;

/**
 * Finds a loop that sets flags over a slice of the model, `model.layers[:-30]`, where the base with its many layers is one layer of
 * it: the slice takes nothing, or the whole base.
 */
export function sliceOfModel(reading: ScriptReading): Finding[] {
  const nodes = scriptsOf(reading).flatMap(({ body }) => [...walk(body)]);
  const loops = nodes.flatMap((node) => flagLoop(node, nodes) ?? []);
  const { list } = reading.library.events;
  return inEachStage(reading, (stage) => {
    const { base, isOnFeatures } = stage.model;
    if (base?.model?.kind !== 'application' || isNone(base.args.get('weights')) || isOnFeatures) return [];
    const slices = list
      .slice(0, list.indexOf(stage.call))
      .filter((event): event is LayerSlice => event.kind === 'layer slice' && isMeantForBase(event, base));
    return slices.flatMap((slice) => {
      const loop = loops.find(({ over }) => over.some((place) => isWithin(slice.place, place)));
      if (loop === undefined || !isLastOnBase(reading, stage, slice, loop)) return [];
      const train = mistakenly(slice, loop);
      return train !== undefined && train === whatTrains(reading, stage, base)
        ? [findingOf(reading, stage, slice, train)]
        : [];
    });
  });
}

/** A loop that sets the flag of the layers that it runs over to one value. */
interface FlagLoop {
  value: boolean;
  /** What it runs over: the list itself, or where the name of the list gets its value. */
  over: Place[];
  place: Place;
}

function flagLoop(node: Node, all: readonly Node[]): FlagLoop | undefined {
  const iterated =
    node.type === 'For' ? [node.iter] : node.type === 'Comprehension' ? node.generators.map(({ iter }) => iter) : [];
  if (iterated.length === 0) return undefined;
  const values = new Set([...walk(node)].flatMap(flagValue));
  const [value] = values;
  if (values.size !== 1 || value === undefined) return undefined;
  const over = iterated.flatMap((list) => [list.place, ...(list.type === 'Name' ? assignedTo(list.id, all) : [])]);
  return { value, over, place: node.place };
}

/** The value of `layer.trainable = value` or `setattr(layer, 'trainable', value)`. */
function flagValue(node: Node): boolean[] {
  if (node.type === 'Assign') {
    const isFlag = node.targets.some((target) => target.type === 'Attribute' && target.attr === 'trainable');
    return isFlag && node.value.type === 'Constant' ? [Boolean(node.value.value)] : [];
  }
  if (node.type !== 'Call' || node.func.type !== 'Name' || node.func.id !== 'setattr') return [];
  const [, name, value] = node.args;
  const isFlag = name?.type === 'Constant' && name.value === 'trainable';
  return isFlag && value?.type === 'Constant' ? [Boolean(value.value)] : [];
}

function assignedTo(name: string, all: readonly Node[]): Place[] {
  return all.flatMap((node) =>
    node.type === 'Assign' && node.targets.some((target) => target.type === 'Name' && target.id === name)
      ? [node.value.place]
      : [],
  );
}

/** Whether a slice counts more layers than its model has, and no more than the base in it. */
function isMeantForBase({ node, length, bounds }: LayerSlice, base: LayerNode): boolean {
  if (node === base || node.model?.layers.includes(base) !== true) return false;
  const most = Math.max(0, ...bounds.map(Math.abs));
  return most > length + LAYERS_OF_ARITHMETIC && (isOpaque(base) || most <= innerLayers(base).length);
}

/** What of the base trains by a mistaken slice; undefined where another check finds what it does. */
function mistakenly({ taken, length }: LayerSlice, { value }: FlagLoop): 'all' | 'none' | undefined {
  if (taken === 0) return value ? 'none' : 'all';
  return taken === length && value ? 'all' : undefined;
}

/** Whether nothing but the loop itself sets a flag of the base between the slice and the training. */
function isLastOnBase({ library }: ScriptReading, { call, model }: StageReading, slice: LayerSlice, loop: FlagLoop) {
  const { list } = library.events;
  const ofBase = new Set([model.base, ...innerLayers(model.base!)]);
  return list
    .slice(list.indexOf(slice), list.indexOf(call))
    .every(
      (event) =>
        event.kind !== 'flag' || isWithin(event.place, loop.place) || !event.inner.some((layer) => ofBase.has(layer)),
    );
}

function whatTrains(reading: ScriptReading, stage: StageReading, base: LayerNode): 'all' | 'none' | undefined {
  if (!flagsAreKnown(stage)) return undefined;
  const layers = isOpaque(base) ? [base] : innerLayers(base).filter(hasWeights);
  const trained = flagsByVersion(reading, stage).map(
    ({ flags }) => layers.filter((layer) => flags.get(layer)?.value === true).length,
  );
  if (trained.every((count) => count === layers.length)) return 'all';
  return trained.every((count) => count === 0) ? 'none' : undefined;
}

function findingOf(reading: ScriptReading, stage: StageReading, slice: LayerSlice, train: 'all' | 'none'): Finding {
  const name = nameOfBase(stage);
  const takes = slice.taken === 0 ? 'takes none of them' : `takes all of them, ${name} whole`;
  const result = train === 'all' ? `all layers of ${name} train` : `no layer of ${name} trains`;
  return scriptFinding(reading, {
    check: 'flags-without-effect',
    severity: 'critical',
    summary: `The model has ${slice.length} layers, of which ${name} is one: the slice ${takes}, and ${result}.`,
    fix: 'Take the slice of the layers of the base: `base.layers[...]`.',
    at: [slice.place, stage.model.base?.origin, stage.place],
  });
}
