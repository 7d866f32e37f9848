import { distance } from 'fastest-levenshtein';
import { plainName } from '../../../base/text/nearestName.js';
import { pluralize } from '../../../base/text/pluralize.js';
import { isNone } from '../../../script/evaluate/values.js';
import type { KerasVersion } from '../../../script/keras/kerasVersion.js';
import type { TrainableRule } from '../../../script/keras/versionMeaning.js';
import type { ScriptEvent } from '../../../script/library/models/events.js';
import { innerLayers, isOpaque, type LayerNode, withInner } from '../../../script/library/models/layerNode.js';
import { nameOfBase } from '../../../script/reading/baseNormalization.js';
import {
  type FlagsReading,
  flagsAreKnown,
  flagsAsWritten,
  flagsByVersion,
  flagsUnder,
  hasWeights,
} from '../../../script/reading/flagsByVersion.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { heldIn, isLikely, isWorthSaying, shareOf } from '../../../script/reading/versionsInWords.js';
import type { Place } from '../../../script/syntax/ast.js';
import { keyOf } from '../../../script/syntax/keyOf.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';
import { sliceOfModel } from './sliceOfModel.js';

/** Attributes that Keras does not read, but that are written where `trainable` is meant. */
const MEANT = /^(training|is_trainable|freeze|frozen|requires_grad)$/;
/** Letters that may be wrong in what is meant as `trainable`: `traineable`, `trianable`. */
const MOST_MISTAKES = 2;

function isMeant(name: string): boolean {
  // The opposite is two letters away too.
  const isOpposite = /^(un|non)/i.test(name);
  return MEANT.test(name) || (!isOpposite && distance(plainName(name), 'trainable') <= MOST_MISTAKES);
}

/**
 * Finds flags that freeze or unfreeze nothing: an attribute that is no flag, as `layer.training = False`; and flags of a
 * model that its version of Keras does not give to the layers in it.
 */
export function flagsWithoutEffect(reading: ScriptReading): Finding[] {
  return [...otherAttributes(reading), ...besideTheBase(reading), ...sliceOfModel(reading), ...byVersion(reading)];
}

/**
 * `model.layers[1].trainable = False` where the base is another layer: what is frozen is its pooling, an input, or the head, and
 * the whole base trains.
 */
function besideTheBase(reading: ScriptReading): Finding[] {
  return inEachStage(reading, (stage) => {
    const { base } = stage.model;
    const layers = untouchedBase(stage);
    const set = freezesBefore(reading, stage);
    const ofBase = new Set(layers);
    const [first] = set;
    if (layers.length === 0 || first === undefined) return [];
    if (set.some(({ node }) => node.model !== undefined || ofBase.has(node))) return [];
    const names = [...new Set(set.map(({ node }) => node.className))];
    const withWeights = names.length === 1 && !hasWeights(first.node) ? ', which has no weights' : '';
    return [
      scriptFinding(reading, {
        check: 'flags-without-effect',
        severity: 'critical',
        summary: `The flag is set on ${names.slice(0, 3).join(', ')}${withWeights}: all ${layers.length} layers with weights of ${nameOfBase(stage)} train.`,
        fix: 'Set the flag on the base by its own name, `base.trainable = False`, before the model is compiled.',
        at: [first.place, base?.origin, stage.place],
      }),
    ];
  });
}

/** Layers with weights of a pretrained base, where no line of the script sets the flag of any of them. */
function untouchedBase(stage: StageReading): LayerNode[] {
  const { base, flags, isOnFeatures } = stage.model;
  if (base?.model?.kind !== 'application' || isNone(base.args.get('weights'))) return [];
  if (isOnFeatures || !flagsAreKnown(stage)) return [];
  const layers = innerLayers(base).filter(hasWeights);
  return layers.some((layer) => flags.get(layer)?.place !== undefined) ? [] : layers;
}

/** Where layers of the model are frozen before the first training. After one, the head may be frozen on purpose. */
function freezesBefore({ library }: ScriptReading, { call }: StageReading): (ScriptEvent & { kind: 'flag' })[] {
  const { list } = library.events;
  const before = list.slice(0, list.indexOf(call));
  if (before.some(({ kind }) => kind === 'fit')) return [];
  const ofModel = new Set(withInner(call.node));
  return before.flatMap((event) =>
    event.kind === 'flag' && !event.isArgument && event.value === false && ofModel.has(event.node) ? [event] : [],
  );
}

/** Where a script sets an attribute that is no flag, and `trainable` is meant. */
export function attributesMeantAsFlags({ library }: ScriptReading): (ScriptEvent & { kind: 'attribute' })[] {
  return library.events.list.flatMap((event) =>
    event.kind === 'attribute' && isMeant(event.name) && event.value.kind === 'constant' ? [event] : [],
  );
}

function otherAttributes(reading: ScriptReading): Finding[] {
  const stage = reading.stages.at(-1);
  if (stage === undefined) return [];
  const set = attributesMeantAsFlags(reading);
  const names = new Map(set.map((event) => [keyOf(event.place), event]));
  return [...names.values()].flatMap((event): Finding[] => {
    const { name, place } = event;
    const nodes = new Set(set.filter((one) => one.place === place).flatMap(({ node }) => withInner(node)));
    const freezes = event.value.kind === 'constant' && Boolean(event.value.value) === /freeze|frozen/.test(name);
    const isOtherwise = (one: StageReading): boolean =>
      [...flagsAtLast(reading, one)].some(
        ([layer, { value }]) => value === freezes && nodes.has(layer) && hasWeights(layer),
      );
    if (!reading.stages.some(isOtherwise)) return [];
    const done = freezes ? 'freezes' : 'unfreezes';
    return [
      {
        check: 'flags-without-effect',
        severity: 'critical',
        summary: `\`.${name}\` ${done} nothing: the flag that Keras reads is \`trainable\`.`,
        evidence: [],
        fix: { text: `Write \`trainable = ${freezes ? 'False' : 'True'}\`, before the model is compiled.` },
        places: quotePlaces(reading, [place, stage.place]),
      },
    ];
  });
}

function flagsAtLast(reading: ScriptReading, stage: StageReading): FlagsReading['flags'] {
  return flagsByVersion(reading, stage).at(-1)?.flags ?? new Map();
}

/** What of a version's rule makes the flags mean something else than is written. */
type Aspect = 'recursive' | 'frozenModelHides' | 'sameValueIsSkipped';
const WHY: Record<Aspect, string> = {
  recursive: '`trainable` of the base does not reach its layers, and these are layers of the trained model too',
  frozenModelHides: 'a model with `trainable = False` keeps all its layers frozen, whatever their own flags are',
  sameValueIsSkipped: '`trainable = True` does nothing on a model whose own flag is True already',
};
const FIXES: Record<Aspect, string> = {
  recursive: 'Set the flag on each layer: `for layer in base.layers: layer.trainable = False`, before compile.',
  frozenModelHides: 'Set `trainable = True` on the model first, then freeze the layers of it that are not to train.',
  sameValueIsSkipped: 'Set the flag on each layer: `for layer in base.layers: layer.trainable = True`, before compile.',
};

interface Contrary {
  releases: readonly KerasVersion[];
  aspect: Aspect;
  /** Layers with weights that the text freezes and that train, or the other way round. */
  layers: LayerNode[];
  trains: boolean;
}

/** Flags that mean something else in the script's version than is written. */
function byVersion(reading: ScriptReading): Finding[] {
  return reading.stages.flatMap((stage): Finding[] => {
    if (!flagsAreKnown(stage) || stage.model.isOnFeatures) return [];
    const contrary = flagsByVersion(reading, stage).flatMap((one) => contraryTo(reading, stage, one));
    const aspects = new Set(contrary.map(({ aspect }) => aspect));
    return [...aspects].flatMap((aspect) => {
      const of = contrary.filter((one) => one.aspect === aspect);
      const releases = of.flatMap((one) => one.releases);
      return isWorthSaying(reading, releases) ? [finding(reading, stage, { ...of[0]!, releases })] : [];
    });
  });
}

function contraryTo(reading: ScriptReading, stage: StageReading, { rule, releases, flags }: FlagsReading): Contrary[] {
  const written = flagsAsWritten(reading, stage, rule.decidedAt);
  const differs = (other: FlagsReading['flags']): LayerNode[] =>
    [...written].flatMap(([layer, { value }]) =>
      hasWeights(layer) && !isOpaque(layer) && (other.get(layer)?.value ?? value) !== value ? [layer] : [],
    );
  const layers = differs(flags);
  if (layers.length === 0) return [];
  const neutral: TrainableRule = { ...rule, recursive: true, frozenModelHides: false, sameValueIsSkipped: false };
  const alone = (aspect: Aspect): boolean =>
    differs(flagsUnder(reading, stage, { ...neutral, [aspect]: rule[aspect] })).length > 0;
  const aspect = (['recursive', 'sameValueIsSkipped', 'frozenModelHides'] as const).find(alone);
  return aspect === undefined ? [] : [{ releases, aspect, layers, trains: flags.get(layers[0]!)?.value === true }];
}

function finding(reading: ScriptReading, stage: StageReading, contrary: Contrary): Finding {
  const { aspect, releases, layers, trains } = contrary;
  const share = shareOf(reading, releases);
  const count = pluralize(layers.length, 'layer', 'layers');
  return {
    check: 'flags-without-effect',
    severity: share === 'all' ? 'critical' : isLikely(reading, releases) ? 'warning' : 'info',
    summary: heldIn(
      reading,
      releases,
      `${count} with weights ${trains ? 'train although the text freezes them' : 'stay frozen although the text unfreezes them'}: ${WHY[aspect]}.`,
    ),
    evidence: [],
    fix: { text: FIXES[aspect] },
    places: quotePlaces(reading, [
      ...modelFlagPlaces(reading, aspect === 'recursive' ? undefined : aspect === 'sameValueIsSkipped'),
      stage.place,
    ]),
  };
}

/** Where flags of whole models are set. */
function modelFlagPlaces({ library }: ScriptReading, value: boolean | undefined): Place[] {
  return library.events.list.flatMap((event) =>
    event.kind === 'flag' && event.node.model !== undefined && (value === undefined || event.value === value)
      ? [event.place]
      : [],
  );
}
