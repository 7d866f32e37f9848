import { isNone, oneOrMore, textOf } from '../../../script/evaluate/values.js';
import { applicationOf } from '../../../script/keras/applications.js';
import { layerListsOf } from '../../../script/keras/layerLists.js';
import { configuredOf } from '../../../script/library/models/configured.js';
import type { ScriptEvent } from '../../../script/library/models/events.js';
import { innerLayers, type LayerNode } from '../../../script/library/models/layerNode.js';
import { hasWeights } from '../../../script/reading/flagsByVersion.js';
import { activationOf } from '../../../script/reading/outputReading.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { inVersions } from '../../../script/reading/versionsInWords.js';
import type { Place } from '../../../script/syntax/ast.js';
import type { Finding } from '../../finding.js';

/** Finds a model that is built otherwise for loading weights than it was for training: as many weights fit, and mean something else. */
export function otherBuild(reading: ScriptReading): Finding[] {
  return [...otherRescaling(reading), ...otherLayers(reading)];
}

/** A file of weights, with the model that they are of. */
interface WeightsFile {
  node: LayerNode;
  file: string;
  place: Place;
}

/**
 * Weights that a training saves, and that are loaded into a model with other pooling or other activations between the same layers:
 * they have no weights, so that nothing fails. The other way through a script (`train.py predict`) counts too.
 */
function otherLayers(reading: ScriptReading): Finding[] {
  const ways = [reading, ...reading.alternatives.map((one) => one.reading)];
  const events = ways.flatMap(({ library }) => library.events.list);
  const saved = [...events.flatMap(savedIn), ...events.flatMap(checkpointsIn)];
  return events.flatMap((event): Finding[] => {
    if (event.kind !== 'load weights' || event.byName !== false) return [];
    const file = textOf(event.file);
    const found = saved.flatMap((one) => {
      const difference = one.file === file ? differenceOf(one.node, event.node) : undefined;
      return difference === undefined ? [] : [{ ...one, difference }];
    });
    const isOwn = saved.some((one) => one.file === file && differenceOf(one.node, event.node) === undefined);
    const [first] = found;
    if (first === undefined || isOwn) return [];
    const [before, now] = first.difference;
    return [
      {
        check: 'other-build',
        severity: 'critical',
        summary: `The weights in ${file} are of a model with ${before.what}, and are loaded into one with ${now.what}: nothing fails, and the outputs are others.`,
        evidence: [],
        fix: { text: 'Build both models with the same call, or save and load the whole model.' },
        places: quotePlaces(reading, [event.place, now.place, before.place, first.place]),
      },
    ];
  });
}

function savedIn(event: ScriptEvent): WeightsFile[] {
  return event.kind === 'save' ? [{ node: event.node, file: textOf(event.file), place: event.place }] : [];
}

/** Files that checkpoints of a training write. */
function checkpointsIn(event: ScriptEvent): WeightsFile[] {
  if (event.kind !== 'fit') return [];
  return oneOrMore(event.args.get('callbacks')).flatMap((item) => {
    const made = configuredOf(item);
    const file = made?.className === 'ModelCheckpoint' ? made.args.get('filepath') : undefined;
    return file === undefined ? [] : [{ node: event.node, file: textOf(file), place: event.place }];
  });
}

/** What a layer without weights, or the activation of one with weights, does to what passes. */
interface Effect {
  what: string;
  place: Place;
}

/** The first layers in which two models of the same weights differ. */
function differenceOf(saved: LayerNode, loaded: LayerNode): [Effect, Effect] | undefined {
  if (saved === loaded || saved.model?.isSure === false || loaded.model?.isSure === false) return undefined;
  const [before, now] = [saved, loaded].map(innerLayers);
  const weights = (layers: readonly LayerNode[]): string =>
    layers.flatMap((layer) => (hasWeights(layer) ? layer.className : [])).join(' ');
  if (weights(before!) === '' || weights(before!) !== weights(now!)) return undefined;
  const [ofBefore, ofNow] = [effectsOf(before!), effectsOf(now!)];
  if (ofBefore.length !== ofNow.length) return undefined;
  const at = ofBefore.findIndex(({ what }, i) => what !== ofNow[i]!.what);
  return at === -1 ? undefined : [ofBefore[at]!, ofNow[at]!];
}

/**
 * Pooling, and activations of hidden dense layers. That of the last layer may differ: a model that trains on logits often gets a
 * softmax to predict.
 */
function effectsOf(layers: readonly LayerNode[]): Effect[] {
  const last = layers.filter(({ className }) => className === 'Dense').at(-1);
  return layers.flatMap((layer): Effect[] => {
    const { className, origin } = layer;
    const place = layer.inside?.argPlaces.get('pooling') ?? layer.inside?.origin ?? origin;
    if (/Pooling\dD$/.test(className)) return [{ what: className, place }];
    if (className !== 'Dense' || layer === last) return [];
    const activation = activationOf(layer);
    // A name that is not visible is equal to none.
    if (activation !== null && activation.name === undefined) return [];
    return [
      {
        what: activation === null ? 'a dense layer without an activation' : `${activation.name} in a dense layer`,
        place: activation?.place ?? origin,
      },
    ];
  });
}

/** Finds a base that is built for loading otherwise than it was for training: EfficientNet with `weights=None` has a layer less. */
function otherRescaling(reading: ScriptReading): Finding[] {
  const { events } = reading.library;
  return events.models.flatMap((node): Finding[] => {
    const name = node.model?.application;
    const application = name === undefined ? undefined : applicationOf(`keras.applications.${name}`);
    if (application === undefined || !isNone(node.args.get('weights'))) return [];
    const isIn = new Set(innerLayers(node));
    const load = events.list.find(
      (event) =>
        event.kind === 'load weights' &&
        event.byName !== true &&
        innerLayers(event.node).some((layer) => isIn.has(layer)),
    );
    if (load === undefined || !('place' in load)) return [];
    const lists = (weights: 'imagenet' | null) =>
      layerListsOf(application.name, reading.keras.releases, { includeTop: false, weights }).readings;
    const bare = lists(null);
    const differing = lists('imagenet').flatMap(({ value, releases }) =>
      releases.filter((release) => {
        const own = bare.find((one) => one.releases.includes(release));
        return own !== undefined && own.value.length !== value.length;
      }),
    );
    // A model that this script trains from `weights=None` was saved as it is built.
    if (differing.length === 0 || reading.stages.some(({ model }) => model.base === node)) return [];
    return [
      {
        check: 'other-build',
        severity: 'warning',
        summary: `${inVersions(differing)}, ${application.name}(weights=None) lacks the second Rescaling layer that weights='imagenet' adds. Weights of a model that was trained from 'imagenet' load without an error and give other outputs.`,
        evidence: [],
        fix: { text: "Build the base with weights='imagenet' here too, or save and load the whole model." },
        places: quotePlaces(reading, [node.argPlaces.get('weights') ?? node.origin, load.place]),
      },
    ];
  });
}
