import { isNone, stringOf, textOf, type Value } from '../../../script/evaluate/values.js';
import { layerListsOf } from '../../../script/keras/layerLists.js';
import { innerLayers, type LayerNode } from '../../../script/library/models/layerNode.js';
import { flagsAreKnown, hasWeights } from '../../../script/reading/flagsByVersion.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { keyOf } from '../../../script/syntax/keyOf.js';
import { mayHaveOtherWeights } from '../../evidence/loadedWeights.js';
import type { Finding } from '../../finding.js';
import { trainsBase } from './learningRateOfScript.js';

/**
 * Finds a base that is frozen as it was initialized (`weights=None`, and no weights are loaded before the training), and
 * weights that are loaded by name into a model that has no such names.
 */
export function weightsNotLoadedOfScript(reading: ScriptReading): Finding[] {
  return [...frozenNoise(reading), ...fitsNothing(reading), ...builtAnew(reading)];
}

/**
 * A fine-tuning that starts from a model built anew by the same lines, where a training of the head has saved its weights and nothing
 * loads them: the head starts at random, at the low rate that is meant for a trained one.
 */
function builtAnew(reading: ScriptReading): Finding[] {
  const { events } = reading.library;
  const before = reading.others.flatMap(({ stages }) => stages);
  return reading.stages.slice(0, 1).flatMap((stage): Finding[] => {
    const { call, model, optimizer } = stage;
    const { node } = call;
    const head = before.find(
      (one) =>
        isSaved(reading, one) &&
        !one.call.isRepeated &&
        keyOf(one.call.node.origin) === keyOf(node.origin) &&
        events.list.indexOf(one.call) < events.list.indexOf(call) &&
        !trainsBase(one) &&
        (one.optimizer.rate.value ?? 0) > (optimizer.rate.value ?? Infinity),
    );
    const isLoaded = events.list.some(({ kind }) => kind === 'load weights' || kind === 'load');
    const isSet = mayHaveOtherWeights(reading, stage) || events.weightsSet.size > 0 || node.model?.kind === 'loaded';
    if (head === undefined || isLoaded || isSet || call.isRepeated || !trainsBase(stage) || model.head.length === 0)
      return [];
    return [
      {
        check: 'weights-not-loaded',
        severity: 'warning',
        summary:
          'Fine-tuning starts from a model that is built anew: the head that was trained and saved before is not loaded, and starts at random.',
        evidence: [],
        fix: {
          text: 'Go on with the trained model, or call `load_weights` with the saved file after the model is built.',
        },
        places: quotePlaces(reading, [stage.place, node.origin, head.place]),
      },
    ];
  });
}

/** Whether the weights of a training are saved, by a checkpoint or the script. */
function isSaved({ library }: ScriptReading, { callbacks, call }: StageReading): boolean {
  const saved = [...library.events.saved.values()];
  return callbacks.some(({ className }) => className === 'ModelCheckpoint') || saved.includes(call.node);
}

function frozenNoise(reading: ScriptReading): Finding[] {
  const seen = new Set<LayerNode>();
  return reading.stages.flatMap((stage): Finding[] => {
    const { base, flags, isOnFeatures } = stage.model;
    if (base?.model?.kind !== 'application' || !isNone(base.args.get('weights')) || seen.has(base)) return [];
    if (!flagsAreKnown(stage) || isLoadedBefore(reading, stage, base)) return [];
    const layers = innerLayers(base).filter(hasWeights);
    const frozen = layers.filter((layer) => flags.get(layer)?.value === false);
    if (frozen.length === 0 || (!isOnFeatures && frozen.length < layers.length / 2)) return [];
    // A base that an earlier stage has trained is no noise any more.
    if (reading.stages.slice(0, reading.stages.indexOf(stage)).some((one) => isTrained(one, base))) return [];
    seen.add(base);
    return [
      {
        check: 'weights-not-loaded',
        severity: 'critical',
        effect: 1,
        summary: `${base.model.application} is built with weights=None and ${isOnFeatures ? 'computes the features of the head' : `${frozen.length} of its ${layers.length} layers with weights are frozen`}: the head learns from random features.`,
        evidence: [],
        fix: { text: "Build it with weights='imagenet', or load its weights before it is frozen." },
        places: quotePlaces(reading, [
          base.argPlaces.get('weights') ?? base.origin,
          flags.get(frozen[0]!)?.place,
          stage.place,
        ]),
      },
    ];
  });
}

function isTrained({ model }: StageReading, base: LayerNode): boolean {
  return model.base === base && innerLayers(base).some((layer) => model.flags.get(layer)?.value !== false);
}

/** Whether weights come from a file, or a function that thaw does not know, before a training. */
function isLoadedBefore({ library }: ScriptReading, { call }: StageReading, base: LayerNode): boolean {
  const { list } = library.events;
  const layers = new Set(innerLayers(base));
  const before = list.slice(0, list.indexOf(call));
  const loads = before.some(
    (event) => event.kind === 'load weights' && innerLayers(event.node).some((layer) => layers.has(layer)),
  );
  const sets = [base, call.node].some(({ model }) => model?.changedBy.some(() => true));
  return loads || sets || library.events.weightsSet.has(base) || library.events.weightsSet.has(call.node);
}

/** Files of Keras' own weights: `vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5`. */
const PUBLISHED =
  /(?:^|[/\\])(vgg16|vgg19|resnet50|inception_v3|xception)_weights_t[fh]_(?:dim_ordering|kernels)\w*\.h5$/;
const APPLICATION_OF: Record<string, string> = {
  vgg16: 'VGG16',
  vgg19: 'VGG19',
  resnet50: 'ResNet50',
  inception_v3: 'InceptionV3',
  xception: 'Xception',
};

/** Finds `load_weights(file, by_name=True)` where no layer of the model has a name of the file. */
function fitsNothing(reading: ScriptReading): Finding[] {
  return reading.library.events.list.flatMap((event): Finding[] => {
    if (event.kind !== 'load weights' || event.byName !== true) return [];
    const { node, file, place } = event;
    const inFile = namesIn(reading, file);
    // Keras goes through `model.layers`, not into models that stand there.
    const layers = node.model?.layers ?? [];
    if (inFile === undefined || node.model?.isSure === false || layers.length === 0) return [];
    const fits = (layer: LayerNode): boolean => layer.name === undefined || inFile.has(layer.name);
    const withWeights = layers.filter((layer) => hasWeights(layer) || layer.model !== undefined);
    // Names that Keras counts are `dense_1`: those of the file are not.
    const counted = withWeights.filter(({ name }) => name === undefined);
    const isCounted = [...inFile].some((name) => /^(dense|conv2d|batch_normalization)(_\d+)?$/.test(name));
    if (withWeights.some((layer) => layer.name !== undefined && fits(layer)) || (counted.length > 0 && isCounted))
      return [];
    const nested = layers.find(({ model }) => model !== undefined);
    const names = withWeights.map(({ name, className }) => name ?? `${className.toLowerCase()}_…`).slice(0, 3);
    return [
      {
        check: 'weights-not-loaded',
        severity: 'critical',
        effect: 1,
        summary: `load_weights(by_name=True) loads nothing: the file has ${[...inFile].slice(0, 2).join(', ')}, … and the model ${names.join(', ')}. Keras says nothing of it.`,
        evidence: [],
        fix: {
          text:
            nested === undefined
              ? 'Give the layers the names of the file, or load the weights without by_name.'
              : `Load the weights into ${nested.model?.application ?? 'the model inside'} itself, before it is added.`,
        },
        places: quotePlaces(reading, [place, node.origin]),
      },
    ];
  });
}

/** Names of layers in a file of weights: of a model that this script saved there, or of Keras' own. */
function namesIn({ library, keras }: ScriptReading, file: Value): Set<string> | undefined {
  const saved = library.events.saved.get(textOf(file));
  if (saved !== undefined) {
    // Layers without weights have nothing in the file, whatever their names are.
    const layers = saved.model?.layers.filter((layer) => hasWeights(layer) || layer.model !== undefined) ?? [];
    // Where versions of Keras name layers of a base otherwise, all their names count.
    const possible = saved.model?.bases.flatMap(({ model }) => [...(model?.possibleNames ?? [])]) ?? [];
    const isUnsure = saved.model?.isSure === false && possible.length === 0;
    if (isUnsure || layers.length === 0 || layers.some(({ name }) => name === undefined)) return undefined;
    return new Set([...layers.flatMap(({ name }) => name ?? []), ...possible]);
  }
  const known = APPLICATION_OF[PUBLISHED.exec(stringOf(file) ?? '')?.[1] ?? ''];
  if (known === undefined) return undefined;
  const { readings } = layerListsOf(known, keras.releases, { includeTop: true });
  const names = readings.flatMap(({ value }) => value.filter(hasWeights).map(({ name }) => name));
  return names.length === 0 ? undefined : new Set(names);
}
