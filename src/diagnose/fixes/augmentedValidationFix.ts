import { argumentsOf, type Call } from '../../script/edit/callArguments.js';
import { type Change, together } from '../../script/edit/edit.js';
import { replaceExpression } from '../../script/edit/expressions.js';
import { freeName } from '../../script/edit/imports.js';
import { changeKeywords } from '../../script/edit/keywords.js';
import { callAt } from '../../script/edit/nodeAt.js';
import { parentsOf, statementOf } from '../../script/edit/parents.js';
import { insertAfter } from '../../script/edit/statements.js';
import { unitOf } from '../../script/edit/unit.js';
import { usesOf, usesOfAssignment } from '../../script/edit/usesOf.js';
import type { ImageFlow } from '../../script/library/images/flow.js';
import { AUGMENTS } from '../../script/library/images/generator.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { Expression, ParsedScript } from '../../script/syntax/ast.js';
import { keyOf } from '../../script/syntax/keyOf.js';
import type { Finding } from '../finding.js';
import { allStages, isNamed } from './stageOfFinding.js';

/** Arguments that belong to the random changes: how the edges are filled. */
const WITH_AUGMENTS = ['fill_mode', 'cval'];

/**
 * Loads validation images without random changes: the generator loses its arguments for them, or, where training images come
 * from it too, a second one with all other arguments stands beside it. Parts of one folder stay the same parts, since
 * `validation_split` cuts the sorted files.
 */
export function augmentedValidationFix(reading: ScriptReading, finding: Finding): Change {
  const { script, stages, uses } = reading;
  const evaluated = [...stages.map(({ validation }) => validation), ...uses.map(({ flow }) => flow)];
  const found = evaluated.find((flow) => isNamed(reading, finding, flow?.origin));
  if (found === undefined) return { reason: 'the validation images are not in this file' };
  if (found.generator === undefined) return { reason: 'the random changes are not arguments of an ImageDataGenerator' };
  const call = callAt(script, found.generator);
  if (call === undefined || call.args.length > 0 || spreadKeys(reading.script, call) === undefined) {
    return { reason: 'the arguments of the generator are not written out in its call' };
  }
  const key = keyOf(found.generator);
  const trained = allStages(reading).map(({ training }) => training);
  const isShared = trained.some((flow) => flow?.generator !== undefined && keyOf(flow.generator) === key);
  const augments = call.keywords.flatMap(({ name }) => (name !== null && isAugment(name) ? [name] : []));
  if (!isShared && spreadKeys(script, call)?.some(isAugment))
    return { reason: 'the random changes come from a dictionary' };
  if (!isShared) return changeKeywords(script, call, { remove: augments });
  if (trained.some((flow) => flow?.origin === found.origin))
    return { reason: 'training and validation are the same images' };
  const flows = evaluated.filter(
    (flow): flow is ImageFlow => flow?.generator !== undefined && keyOf(flow.generator) === key,
  );
  return secondGenerator(reading, call, flows);
}

function isAugment(name: string): boolean {
  return name in AUGMENTS || WITH_AUGMENTS.includes(name);
}

/**
 * Keys that `**options` bring into a call, all of random changes, or none; undefined where they are mixed, or not written out in
 * one place.
 */
function spreadKeys(script: ParsedScript, { keywords }: Call): string[] | undefined {
  const keys: string[] = [];
  for (const { name, value } of keywords) {
    if (name !== null) continue;
    const found = keysOf(script, value);
    if (found === undefined || found.some(isAugment) !== found.every(isAugment)) return undefined;
    keys.push(...found);
  }
  return keys;
}

/** Keys of a dictionary that is assigned once. */
function keysOf(script: ParsedScript, value: Expression): string[] | undefined {
  if (value.type === 'Dict') {
    const keys = value.keys.map((key) => (key?.type === 'Constant' ? String(key.value) : undefined));
    return keys.includes(undefined) ? undefined : (keys as string[]);
  }
  if (value.type === 'Call') {
    const names = value.keywords.map(({ name }) => name);
    const isDict = value.func.type === 'Name' && value.func.id === 'dict' && value.args.length === 0;
    return isDict && !names.includes(null) ? (names as string[]) : undefined;
  }
  if (value.type !== 'Name') return undefined;
  const uses = usesOf(script, value.id, null);
  const [binding, second] = uses.bindings;
  const isOnce = second === undefined && binding !== undefined && 'type' in binding && binding.type === 'Assign';
  // Read once more it may be changed: `options['rescale'] = ...`, `options.update(...)`.
  const isSpread = uses.reads.every((read) => {
    const parent = parentsOf(script).get(read);
    return parent !== null && parent !== undefined && !('type' in parent) && parent.name === null;
  });
  return isOnce && isSpread && binding.value.type !== 'Name' ? keysOf(script, binding.value) : undefined;
}

/** A generator with the other arguments, in the line after the first one; images are loaded from it. */
function secondGenerator({ script }: ScriptReading, call: Call, flows: readonly ImageFlow[]): Change {
  const statement = statementOf(script, call);
  const [target, second] = statement?.type === 'Assign' ? statement.targets : [];
  if (statement?.type !== 'Assign' || statement.value !== call || target?.type !== 'Name' || second !== undefined) {
    return { reason: 'the generator has no name of its own' };
  }
  if (call.keywords.some(({ name }) => /^(featurewise|zca)/.test(name ?? ''))) {
    return { reason: 'a second generator would need the statistics of the first one' };
  }
  if ((usesOfAssignment(script, statement)?.bindings.length ?? 0) !== 1) {
    return { reason: `\`${target.id}\` is assigned more than once` };
  }
  const unit = unitOf(script, call.place);
  const text = argumentsOf(unit, call);
  if (text === undefined) return { reason: 'the arguments of the generator could not be separated' };
  const kept = text.arguments.filter(({ name }, i) => {
    if (name !== undefined) return !isAugment(name);
    const spread = call.keywords[i]?.value;
    return spread === undefined || !keysOf(script, spread)?.some(isAugment);
  });
  const words = kept.map(({ from, to }) => unit.text.slice(from, to).replace(/\s*\n\s*/g, ' ')).join(', ');
  const name = freeName(script, /train/.test(target.id) ? target.id.replace('train', 'val') : `val_${target.id}`);
  const line = `${name} = ${unit.textAt(call.func.place)}(${words})  # without random changes`;
  const loads = new Map(flows.map((flow) => [keyOf(flow.origin), callAt(script, flow.origin)]));
  const changes = [...loads.values()].map((load): Change => {
    const owner = load?.func.type === 'Attribute' ? load.func.value : undefined;
    return owner?.type === 'Name' && owner.id === target.id
      ? replaceExpression(script, owner, name)
      : { reason: `where images are loaded from \`${target.id}\` is not written out` };
  });
  return together(insertAfter(script, statement, [line]), ...changes);
}
