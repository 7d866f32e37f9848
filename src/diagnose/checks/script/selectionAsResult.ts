import type { ImageFlow } from '../../../script/library/images/flow.js';
import { flagOf } from '../../../script/library/models/configured.js';
import { eventsAfter, type ModelCall } from '../../../script/library/models/events.js';
import { scriptOf, scriptsOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { Expression, Place, Statement } from '../../../script/syntax/ast.js';
import { isWithin } from '../../../script/syntax/isWithin.js';
import { namesIn } from '../../../script/syntax/namesIn.js';
import { quote } from '../../../script/syntax/quote.js';
import { walk } from '../../../script/syntax/walk.js';
import { cutText, isSameSet } from '../../evidence/imageSets.js';
import { scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/** Finds a result that is measured on the images by which the best epoch was chosen, or the best of several trainings. */
export function selectionAsResult(reading: ScriptReading): Finding[] {
  const stage = reading.stages.at(-1);
  const validation = stage?.call.validationFlow;
  if (stage === undefined || validation === undefined) return [];
  const choosing = stage.callbacks.find(
    ({ className, args }) =>
      className === 'EarlyStopping' ||
      (className === 'ModelCheckpoint' && flagOf(args.get('save_best_only'), false) === true),
  );
  // What is evaluated before the training is no result of it.
  const later = new Set(eventsAfter(reading.library.events, stage.call));
  const use = reading.uses.find(
    (call) =>
      call.kind === 'evaluate' &&
      later.has(call) &&
      call.flow !== undefined &&
      isSameSet(reading, call.flow, validation) &&
      cutText(call.flow) === cutText(validation),
  );
  if (choosing === undefined || use === undefined || validation.source.kind === 'unknown') return [];
  const isTest = isCalledTest(reading, use, validation);
  // Folds are evaluated in the loop, too, and none of them is chosen.
  const isSearch = !use.isRepeated && keepsBest(reading, stage.call.place);
  const chosenBy = isTest ? 'test' : 'validation';
  const chooser = isSearch
    ? 'A loop of trainings chooses settings and epoch'
    : `${choosing.className} chooses the epoch`;
  const how = isTest
    ? 'they are not unseen, and the accuracy is too good'
    : `its accuracy is ${isSearch ? 'too good' : 'a little too good'}`;
  return [
    scriptFinding(reading, {
      check: 'selection-as-result',
      severity: isTest || isSearch ? 'warning' : 'info',
      summary: `${chooser} by the ${chosenBy} images, and ${use.method} measures on the same ones: ${how}.`,
      fix: isTest
        ? 'Validate on a part of the training images, and keep the test images for the result.'
        : 'Keep a third part of the images for the result, which no callback sees.',
      at: [use.place, choosing.origin, [validation.origin, 'the validation images']],
    }),
  ];
}

/** Whether a training stands in a loop that keeps the best of several: `if score > best: best = score`. */
function keepsBest(reading: ScriptReading, training: Place): boolean {
  const loops = scriptsOf(reading).flatMap(({ body }) =>
    [...walk(body)].filter(({ type, place }) => (type === 'For' || type === 'While') && isWithin(training, place)),
  );
  return loops.some((loop) => [...walk(loop)].some(isNewBest));
}

function isNewBest(node: Expression | Statement): boolean {
  if (node.type !== 'If' || node.test.type !== 'Compare' || !/^[<>]=?$/.test(node.test.ops[0]!)) return false;
  const compared = namesIn(node.test);
  const kept = [...walk(node.body)].flatMap((one) => (one.type === 'Assign' ? namesIn(one.targets) : []));
  return kept.some((name) => compared.includes(name));
}

/** A name of images that a script keeps for its result: `X_test`, `data/test`, `test_ds`, `holdout`. */
const TEST = /(?:^|[^a-z])(?:test|testing|tests|holdout|hold_out|unseen)(?:$|[^a-z])/i;

/** The first argument of `evaluate`, as it is written. */
const FIRST = /\bevaluate\w*\(\s*(?:(?:x|generator)\s*=\s*)?([\w.[\]'"]+)/;

/** Whether the script calls these images test images: in the folder, or in what it evaluates. */
function isCalledTest(reading: ScriptReading, { place }: ModelCall, { source }: ImageFlow): boolean {
  if (source.kind === 'folder' && TEST.test(source.text.split('/').slice(-2).join('/'))) return true;
  const given = FIRST.exec(quote(scriptOf(reading, place).source, place))?.[1] ?? '';
  return isTestName(given);
}

/** Whether a name is one of test images. */
export function isTestName(name: string): boolean {
  return TEST.test(name.replace(/([a-z])([A-Z])/g, '$1_$2'));
}
