import type { ImageFlow } from '../../../script/library/images/flow.js';
import { flagOf } from '../../../script/library/models/configured.js';
import { eventsAfter, type ModelCall } from '../../../script/library/models/events.js';
import { scriptOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { quote } from '../../../script/syntax/quote.js';
import { cutText, isSameSet } from '../../evidence/imageSets.js';
import { scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/** Finds a result that is measured on the images by which the best epoch was chosen. */
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
  return [
    scriptFinding(reading, {
      check: 'selection-as-result',
      severity: isTest ? 'warning' : 'info',
      summary: isTest
        ? `${choosing.className} chooses the epoch by the test images, and ${use.method} measures on the same ones: they are not unseen, and the accuracy is too good.`
        : `${choosing.className} chooses the epoch by the validation images, and ${use.method} measures on the same ones: its accuracy is a little too good.`,
      fix: isTest
        ? 'Validate on a part of the training images, and keep the test images for the result.'
        : 'Keep a third part of the images for the result, which no callback sees.',
      at: [use.place, choosing.origin, [validation.origin, 'the validation images']],
    }),
  ];
}

/** A name of images that a script keeps for its result: `X_test`, `data/test`, `test_ds`, `holdout`. */
const TEST = /(?:^|[^a-z])(?:test|testing|tests|holdout|hold_out|unseen)(?:$|[^a-z])/i;

/** The first argument of `evaluate`, as it is written. */
const FIRST = /\bevaluate\w*\(\s*(?:(?:x|generator)\s*=\s*)?([\w.[\]'"]+)/;

/** Whether the script calls these images test images: in the folder, or in what it evaluates. */
function isCalledTest(reading: ScriptReading, { place }: ModelCall, { source }: ImageFlow): boolean {
  if (source.kind === 'folder' && TEST.test(source.text.split('/').slice(-2).join('/'))) return true;
  const given = FIRST.exec(quote(scriptOf(reading, place).source, place))?.[1] ?? '';
  return TEST.test(given.replace(/([a-z])([A-Z])/g, '$1_$2'));
}
