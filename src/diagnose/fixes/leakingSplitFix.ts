import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../../script/edit/callArguments.js';
import { type Change, together } from '../../script/edit/edit.js';
import { changeKeywords, setKeyword } from '../../script/edit/keywords.js';
import { callAround, callAt, nodeAt } from '../../script/edit/nodeAt.js';
import { quoteLike } from '../../script/edit/style.js';
import { unitOf } from '../../script/edit/unit.js';
import type { ImageFlow } from '../../script/library/images/flow.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { ParsedScript, Place } from '../../script/syntax/ast.js';
import { type Leak, leaksOf } from '../checks/script/leakingSplit.js';
import type { Finding } from '../finding.js';
import { isNamed } from './stageOfFinding.js';

const WORDS: Change = { reason: 'which images to hold out is for you to decide' };

/** Makes the two parts of one folder, or of one dataset, parts that do not overlap. */
export function leakingSplitFix(reading: ScriptReading, finding: Finding): Change {
  const leak = leaksOf(reading).find((one) => isDeepStrictEqual(one.finding, finding));
  const { training, validation } = leak?.stage ?? {};
  const change = leak && CHANGES[leak.kind];
  if (training === undefined || validation === undefined || change === undefined) return WORDS;
  return change({ reading, finding, training, validation });
}

interface Pair {
  reading: ScriptReading;
  finding: Finding;
  training: ImageFlow;
  validation: ImageFlow;
}

const CHANGES: Partial<Record<Leak['kind'], (pair: Pair) => Change>> = {
  reshuffled: oneOrder,
  'no subset': subsetOfTraining,
  shares: sameShare,
  seeds: sameSeed,
  'one in order': bothShuffled,
};

/** A dataset of the script's own keeps one order, in which the parts are cut. */
function oneOrder({ reading, finding, training, validation }: Pair): Change {
  const shuffle = [...validation.rows, ...training.rows].find(
    (row) => row.kind === 'shuffle' && isNamed(reading, finding, row.place),
  );
  const call = callAt(reading.script, shuffle?.place);
  const isOwn = call?.func.type === 'Attribute' && call.func.attr === 'shuffle';
  if (!isOwn) return { reason: 'loaded in order, the folders would have to be shuffled in another way before the cut' };
  return setKeyword(reading.script, call, 'reshuffle_each_iteration', 'False', { position: 2 });
}

function subsetOfTraining({ reading: { script }, training, validation }: Pair): Change {
  const [from, to] = [loaderOf(script, validation), loaderOf(script, training)];
  if (to === undefined) return WORDS;
  // The split of a generator is in the generator.
  const settings = training.kind === 'dataset' ? ['validation_split', 'seed'] : [];
  return together(
    setKeyword(script, to, 'subset', quoteLike(script, 'training')),
    ...settings.map((name) => copied(script, name, from, to)),
  );
}

function sameShare({ reading: { script }, training, validation }: Pair): Change {
  const callOf = (flow: ImageFlow): Call | undefined =>
    flow.kind === 'dataset' ? loaderOf(script, flow) : callAt(script, flow.generator);
  return copied(script, 'validation_split', callOf(training), callOf(validation));
}

function sameSeed({ reading: { script }, training, validation }: Pair): Change {
  return copied(script, 'seed', loaderOf(script, training), loaderOf(script, validation));
}

/** The part in order is shuffled by the seed of the other one. */
function bothShuffled({ reading: { script }, training, validation }: Pair): Change {
  const calls = [training, validation].map((flow) => loaderOf(script, flow));
  const ordered = calls.find((call) => call?.keywords.some(({ name }) => name === 'shuffle'));
  const other = calls.find((call) => call !== ordered);
  if (ordered === undefined || other?.keywords.some(({ name }) => name === 'shuffle') !== false) return WORDS;
  return together(changeKeywords(script, ordered, { remove: ['shuffle'] }), copied(script, 'seed', other, ordered));
}

/** Gives a call an argument as another one has it. */
function copied(script: ParsedScript, name: string, from: Call | undefined, to: Call | undefined): Change {
  const value = from?.keywords.find((keyword) => keyword.name === name)?.value;
  if (value === undefined || to === undefined) return { reason: `\`${name}\` is not written out in both calls` };
  return setKeyword(script, to, name, unitOf(script, value.place).textAt(value.place));
}

/** The call that loads the images of a folder: `validation_split`, `subset` and the seed are arguments of it. */
function loaderOf(script: ParsedScript, { source, origin, kind }: ImageFlow): Call | undefined {
  if (kind !== 'dataset') return callAt(script, origin);
  const place: Place | undefined = source.subset?.places.at(-1) ?? source.validationSplit?.places.at(-1);
  const node = place === undefined || place.file !== undefined ? undefined : nodeAt(script, place);
  if (node === undefined) return undefined;
  return 'type' in node ? callAt(script, place) : callAround(script, node);
}
