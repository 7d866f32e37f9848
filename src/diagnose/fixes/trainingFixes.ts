import { isDeepStrictEqual } from 'node:util';
import { firstOfEach } from '../../base/group.js';
import { type Change, samePlace, together } from '../../script/edit/edit.js';
import { renameInString, replaceExpression } from '../../script/edit/expressions.js';
import { setKeyword } from '../../script/edit/keywords.js';
import { callAt, expressionAt, nodeAt } from '../../script/edit/nodeAt.js';
import { parentsOf } from '../../script/edit/parents.js';
import { quoteLike } from '../../script/edit/style.js';
import { stringOf } from '../../script/evaluate/values.js';
import type { Configured } from '../../script/library/models/configured.js';
import { metricsOf } from '../../script/reading/outputReading.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { Expression, ParsedScript, Place } from '../../script/syntax/ast.js';
import { keyOf } from '../../script/syntax/keyOf.js';
import { walk } from '../../script/syntax/walk.js';
import { reversedModes } from '../checks/script/checkpointOfScript.js';
import { attributesMeantAsFlags } from '../checks/script/flagsWithoutEffect.js';
import { unknownMonitors } from '../checks/script/unknownMonitorOfScript.js';
import type { Finding } from '../finding.js';
import { isNamedFirst } from './stageOfFinding.js';

const ELSEWHERE: Change = { reason: 'the line is in another file' };

/**
 * Puts the logged name in place of the one that is watched, in each callback that the finding names. Where that depends on the
 * version, the metric gets the name that is the same in all.
 */
export function monitorFix(reading: ScriptReading, finding: Finding): Change {
  if (finding.severity !== 'critical') return metricNameFix(reading, finding);
  const { names } = unknownMonitors(reading).find((one) => isDeepStrictEqual(one.finding, finding)) ?? {};
  if (names === undefined) {
    return { reason: 'what to monitor instead is for you to decide: a metric to compile, or validation data' };
  }
  const { watched, logged } = names;
  const places = callbacksOf(reading).flatMap(({ args }): Place[] => {
    const monitor = args.get('monitor');
    return monitor !== undefined && stringOf(monitor) === watched ? [monitor.origin] : [];
  });
  if (places.some(({ file }) => file !== undefined)) return ELSEWHERE;
  return together(
    ...places.map((place): Change => {
      const node = nodeAt(reading.script, place);
      const isExpression = node !== undefined && 'type' in node && node.type === 'Constant';
      return isExpression
        ? renameInString(reading.script, node, watched, logged)
        : { reason: 'the name is not written as text' };
    }),
  );
}

/** Compiles with `acc`, which every version logs as `acc` and `val_acc`, unless the script reads the other names too. */
function metricNameFix({ script, stages }: ScriptReading, { places = [] }: Finding): Change {
  const reads = [...walk(script.body)].some(
    (node) =>
      node.type === 'Constant' && (node.value === 'val_accuracy' || (node.value === 'accuracy' && isKey(script, node))),
  );
  const metrics = stages.flatMap(metricsOf).filter(({ name, isText }) => isText && name === 'accuracy');
  const nodes = firstOfEach(metrics, ({ place }) => keyOf(place)).map(({ place }) => expressionAt(script, place));
  if (reads || nodes.length === 0 || !nodes.every((node) => node?.type === 'Constant') || places.length === 0) {
    return { reason: 'the name depends on the version of Keras, which --keras says' };
  }
  return together(...nodes.map((node) => renameInString(script, node!, 'accuracy', 'acc')));
}

/** Whether a text is the key of an item: `history['accuracy']`. */
function isKey(script: ParsedScript, node: Expression): boolean {
  const parent = parentsOf(script).get(node);
  return parent !== null && parent !== undefined && 'type' in parent && parent.type === 'Subscript';
}

/** Where `mode` stands among the arguments of a callback, from 0. */
const POSITION_OF_MODE: Readonly<Record<string, number>> = { EarlyStopping: 4, ModelCheckpoint: 5 };

/**
 * Writes the `mode` of what is monitored, or sets `restore_best_weights=True`; for a checkpoint that nothing loads, it only gives the
 * reason.
 */
export function bestWeightsFix(reading: ScriptReading, finding: Finding): Change {
  const reversed = reversedModes(reading).find((one) => isDeepStrictEqual(one.finding, finding));
  if (reversed !== undefined) {
    const { callback, mode } = reversed;
    const position = POSITION_OF_MODE[callback.className];
    return setInCall(reading, callback.origin, 'mode', quoteLike(reading.script, mode), position);
  }
  const stopping = reading.stages.at(-1)?.callbacks.find(({ className }) => className === 'EarlyStopping');
  if (stopping === undefined || !isNamedFirst(reading, finding, stopping.origin)) {
    return {
      reason: 'where to load the best weights is for you to decide, since later lines may use the last ones on purpose',
    };
  }
  return setInCall(reading, stopping.origin, 'restore_best_weights', 'True');
}

/** Sets an argument of the call at a place. */
function setInCall({ script }: ScriptReading, at: Place, name: string, text: string, position?: number): Change {
  if (at.file !== undefined) return ELSEWHERE;
  const call = callAt(script, at);
  return call === undefined
    ? { reason: 'the call is not found' }
    : setKeyword(script, call, name, text, position === undefined ? {} : { position });
}

/** Writes `trainable` where another attribute was set; for flags that mean something else in a version, it only gives the reason. */
export function flagFix(reading: ScriptReading, finding: Finding): Change {
  const attribute = attributesMeantAsFlags(reading).find(({ place }) => isNamedFirst(reading, finding, place))?.name;
  if (attribute === undefined) return { reason: 'which layers to train is for you to decide' };
  const targets = [...walk(reading.script.body)].flatMap((node) =>
    node.type === 'Assign'
      ? node.targets.filter((target) => target.type === 'Attribute' && target.attr === attribute)
      : [],
  );
  const set = reading.library.events.list.flatMap((event) =>
    event.kind === 'attribute' && event.name === attribute ? [event.place] : [],
  );
  if (set.some(({ file }) => file !== undefined)) return ELSEWHERE;
  const named = targets.filter(({ place }) => set.some((one) => samePlace(one, place)));
  if (named.length === 0) return { reason: 'the attribute is not set by a plain assignment' };
  return together(
    ...named.map((target): Change => {
      if (target.type !== 'Attribute' || target.value.type !== 'Name') {
        return { reason: 'the attribute is set on more than a name' };
      }
      return replaceExpression(reading.script, target, `${target.value.id}.trainable`);
    }),
  );
}

function callbacksOf({ stages }: ScriptReading): Configured[] {
  return [...new Set(stages.flatMap(({ callbacks }) => callbacks))];
}
