import { numberOf, stringOf, textOf, type Value } from '../../../script/evaluate/values.js';
import { type Configured, flagOf } from '../../../script/library/models/configured.js';
import { eventsAfter } from '../../../script/library/models/events.js';
import { innerLayers } from '../../../script/library/models/layerNode.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/**
 * Finds trainings after which the last epoch's weights are used and not the best ones: a checkpoint of the best epoch that
 * nothing loads, early stopping without `restore_best_weights`, and a `mode` that takes the worst epoch for the best.
 */
export function checkpointOfScript(reading: ScriptReading): Finding[] {
  const stage = reading.stages.at(-1);
  const reversed = reversedModes(reading).map(({ finding }) => finding);
  if (stage === undefined || !stage.hasAllCallbacks || reversed.length > 0) return reversed;
  const of = (className: string): Configured | undefined =>
    stage.callbacks.find((callback) => callback.className === className);
  const [stopping, checkpoint] = [of('EarlyStopping'), of('ModelCheckpoint')];
  const overwritten = stage.callbacks.filter(isOverwritten);
  if (overwritten.length > 0 && flag(stopping, 'restore_best_weights') !== true)
    return overwritten.map((callback) => ofOverwritten(reading, stage, callback));
  if (flag(stopping, 'restore_best_weights') !== false)
    return stopping === undefined ? ofCheckpoint(reading, stage, checkpoint) : [];
  const found = ofCheckpoint(reading, stage, checkpoint);
  if (
    found.length > 0 ||
    isLoaded(reading, stage) ||
    (checkpoint !== undefined && flag(checkpoint, 'save_best_only') !== false)
  )
    return found;
  return ofStopping(reading, stage, stopping);
}

/** Monitored values that are better the higher they are, and those that are better the lower, by the ends of their names. */
const HIGHER = /(acc|accuracy|auc|precision|recall|f1|f1_score|fbeta_score)$/i;
const LOWER = /(loss|error|crossentropy|mse|mae)$/i;

/** A callback that takes the worst epoch for the best one. */
export interface ReversedMode {
  callback: Configured;
  /** The mode of what it monitors. */
  mode: 'min' | 'max';
  finding: Finding;
}

/** `mode="min"` of an accuracy, or `mode="max"` of a loss, in each training. */
export function reversedModes(reading: ScriptReading): ReversedMode[] {
  return reading.stages.flatMap((stage) =>
    stage.callbacks.filter(choosesEpoch).flatMap((callback) => {
      const { args } = callback;
      const monitor = args.has('monitor') ? stringOf(args.get('monitor')) : 'val_loss';
      const written = stringOf(args.get('mode'));
      const mode = monitor === undefined ? undefined : modeOf(monitor);
      if (monitor === undefined || mode === undefined || written !== OTHER[mode]) return [];
      return [{ callback, mode, finding: reversedFinding(reading, stage, callback, { monitor, mode, written }) }];
    }),
  );
}

const OTHER = { min: 'max', max: 'min' } as const;

/** Whether a callback takes one epoch for the best. */
function choosesEpoch({ className, args }: Configured): boolean {
  const isCheckpoint = className === 'ModelCheckpoint' && flagOf(args.get('save_best_only'), false) === true;
  return isCheckpoint || className === 'EarlyStopping';
}

function modeOf(monitor: string): 'min' | 'max' | undefined {
  if (HIGHER.test(monitor)) return 'max';
  return LOWER.test(monitor) ? 'min' : undefined;
}

function reversedFinding(
  reading: ScriptReading,
  stage: StageReading,
  { className, args, argPlaces, origin }: Configured,
  { monitor, mode, written }: { monitor: string; mode: string; written: string },
): Finding {
  const restores = flagOf(args.get('restore_best_weights'), false) === true;
  const effect =
    className === 'EarlyStopping'
      ? `stops while it gets better${restores ? ', and restores the worst epoch' : ''}`
      : 'keeps the worst epoch';
  return scriptFinding(reading, {
    check: 'checkpoint-not-best',
    severity: 'warning',
    summary: `${className} has mode='${written}' and monitors ${monitor}: it takes the ${written === 'min' ? 'lowest' : 'highest'} value for the best one, so it ${effect}.`,
    fix: `Write mode='${mode}', or leave mode out.`,
    at: [argPlaces.get('mode') ?? args.get('mode')?.origin ?? origin, origin, stage.place],
  });
}

/** Words of a file name that say that the best epoch is kept in it. */
const BEST = /(^|[^a-z])best([^a-z]|$)/i;

/**
 * Whether a checkpoint that is named after the best epoch is written after each one, over the file of the one before. A name with
 * `{epoch}` has a file for each.
 */
function isOverwritten(callback: Configured): boolean {
  if (callback.className !== 'ModelCheckpoint' || flag(callback, 'save_best_only') !== false) return false;
  const file = stringOf(callback.args.get('filepath'));
  return file !== undefined && !/[{%]/.test(file) && BEST.test(file.slice(file.search(/[^/\\]*$/)));
}

function ofOverwritten(reading: ScriptReading, stage: StageReading, { args, origin }: Configured): Finding {
  const monitor = stringOf(args.get('monitor'));
  const ignored = monitor === undefined ? '' : `, and ${monitor} is not looked at`;
  return scriptFinding(reading, {
    check: 'checkpoint-not-best',
    severity: 'warning',
    summary: `${stringOf(args.get('filepath'))} is written after each epoch, over the one before: it holds the last epoch and not the best, since \`save_best_only\` is not set${ignored}.`,
    fix: 'Write `ModelCheckpoint(..., save_best_only=True)`.',
    at: [origin, stage.place],
  });
}

/** Undefined where it is not known, or there is no such callback. */
function flag(callback: Configured | undefined, name: string): boolean | undefined {
  return callback && flagOf(callback.args.get(name), false);
}

/** Whether weights are read again after the training, whatever they are. */
function isLoaded({ library }: ScriptReading, { call }: StageReading): boolean {
  return eventsAfter(library.events, call).some(({ kind }) => kind === 'load weights' || kind === 'load');
}

function ofCheckpoint(reading: ScriptReading, stage: StageReading, checkpoint: Configured | undefined): Finding[] {
  if (checkpoint === undefined || flag(checkpoint, 'save_best_only') !== true) return [];
  const later = eventsAfter(reading.library.events, stage.call);
  const layers = new Set(innerLayers(stage.call.node));
  const loads = later.findIndex(({ kind }) => kind === 'load weights' || kind === 'load');
  const used = later.find(
    (event, i) =>
      'method' in event &&
      event.kind !== 'fit' &&
      innerLayers(event.node).some((layer) => layers.has(layer)) &&
      (loads === -1 || i < loads),
  );
  if (used === undefined || !('method' in used)) return [];
  // Evaluated before and after the best weights are loaded: the two are compared on purpose.
  if (loads !== -1 && later.slice(loads).some((event) => 'method' in event && event.kind === used.kind)) return [];
  const file: Value | undefined = checkpoint.args.get('filepath');
  const name = stringOf(file) ?? (file === undefined ? 'the checkpoint' : textOf(file));
  return [
    {
      check: 'checkpoint-not-best',
      severity: 'warning',
      summary: `The weights of the best epoch go to ${name}, but ${used.method} runs on those of the last epoch: nothing loads the file before it.`,
      evidence: [],
      fix: { text: `Load ${name} before ${used.method}: \`model.load_weights(...)\`.` },
      places: quotePlaces(reading, [used.place, checkpoint.origin, stage.place]),
    },
  ];
}

function ofStopping(reading: ScriptReading, stage: StageReading, stopping: Configured | undefined): Finding[] {
  if (stopping === undefined) return [];
  const patience = stopping.args.get('patience');
  const epochs = patience === undefined ? 0 : numberOf(patience);
  const total = stage.epochs.value;
  // A patience as long as the training stops nothing.
  if (epochs === undefined || (total !== undefined && epochs + 1 >= total)) return [];
  const kept = epochs <= 1 ? 'one epoch' : `${epochs} epochs`;
  return [
    {
      check: 'checkpoint-not-best',
      severity: 'warning',
      summary: `EarlyStopping stops ${kept} after the best one and keeps the weights of the last: \`restore_best_weights\` is not set, and no checkpoint is loaded.`,
      evidence: [],
      fix: { text: 'Write `EarlyStopping(..., restore_best_weights=True)`.' },
      places: quotePlaces(reading, [stopping.origin, stage.place]),
    },
  ];
}
