import { group } from '../../../base/group.js';
import { isNone, stringOf } from '../../../script/evaluate/values.js';
import { eraFromHints } from '../../../script/keras/eraFromHints.js';
import type { KerasVersion } from '../../../script/keras/kerasVersion.js';
import { rangesText } from '../../../script/keras/readings.js';
import { accuracyNamesOf, unknownMonitorOf } from '../../../script/keras/versionMeaning.js';
import type { Configured } from '../../../script/library/models/configured.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { inVersions } from '../../../script/reading/versionsInWords.js';
import type { Finding } from '../../finding.js';

const WATCHING = /^(EarlyStopping|ReduceLROnPlateau|ModelCheckpoint)$/;
/** Names that thaw can tell in each version. */
const ACCURACIES = /^(acc|accuracy)$/;

/**
 * Finds callbacks that watch a name that is not logged: `val_acc` where the version says `val_accuracy`, a metric that is not
 * compiled, or a validation figure of a training without validation data.
 */
export function unknownMonitorOfScript(reading: ScriptReading): Finding[] {
  return unknownMonitors(reading).map(({ finding }) => finding);
}

/** Each finding, with what it says of names. */
export function unknownMonitors(reading: ScriptReading): { finding: Finding; names: Fault['names'] }[] {
  const found = reading.stages.flatMap((stage) => {
    const watching = stage.callbacks.filter(({ className }) => WATCHING.test(className));
    return watching.flatMap((callback): Watched[] => {
      const fault = faultOf(reading, stage, callback);
      return fault === undefined ? [] : [{ stage, callback, fault }];
    });
  });
  return [...group(found, ({ fault }) => fault.why).values()].map((alike) => ({
    finding: findingOf(reading, alike),
    names: alike[0]!.fault.names,
  }));
}

interface Watched {
  stage: StageReading;
  callback: Configured;
  fault: Fault;
}

function faultOf(reading: ScriptReading, stage: StageReading, callback: Configured): Fault | undefined {
  // A checkpoint of every epoch does not read what it monitors.
  if (callback.className === 'ModelCheckpoint' && !isTrue(callback, 'save_best_only')) return undefined;
  const given = callback.args.get('monitor');
  const monitor = given === undefined ? 'val_loss' : stringOf(given);
  if (monitor === undefined || !stage.call.hasAllArguments || stage.call.compiled === undefined) return undefined;
  return monitor.startsWith('val_') && !hasValidation(stage)
    ? noValidation(reading, stage, monitor)
    : notLogged(reading, stage, monitor);
}

/** What callbacks do not do, where Keras only warns. */
const EFFECTS: Record<string, string> = {
  EarlyStopping: 'never stops',
  ModelCheckpoint: 'saves nothing',
  ReduceLROnPlateau: 'never lowers the rate',
};

/** What becomes of a callback: `EarlyStopping warns and never stops`. */
function effectOf({ callback, fault }: Watched): string {
  const { className, args } = callback;
  const mode = args.get('mode');
  const isDirected = fault.isCompiled || (mode !== undefined && stringOf(mode) !== 'auto');
  const { readings } = unknownMonitorOf(className, isDirected, fault.releases);
  const failing = readings.find(({ value }) => value === 'error');
  const warns = `${className} warns and ${EFFECTS[className]}`;
  if (failing === undefined) return warns;
  return readings.length === 1
    ? `${className} raises an error after the first epoch`
    : `${warns}; in ${rangesText(failing.releases)} it raises an error after the first epoch`;
}

function findingOf(reading: ScriptReading, watched: readonly Watched[]): Finding {
  const { fault, stage } = watched[0]!;
  const { compiled } = stage.call;
  const effects = new Set(watched.map(effectOf));
  return {
    check: 'unknown-monitor',
    severity: fault.severity,
    effect: 1,
    summary: `${fault.why}. ${[...effects].join('. ')}.`,
    evidence: [],
    fix: { text: fault.fix },
    places: quotePlaces(reading, [
      ...watched.map(({ callback }) => callback.argPlaces.get('monitor') ?? callback.origin),
      compiled?.argPlaces.get('metrics') ?? compiled?.place,
      stage.place,
    ]),
  };
}

function isTrue({ args }: Configured, name: string): boolean {
  const value = args.get(name);
  return value?.kind === 'constant' && Boolean(value.value);
}

function hasValidation({ call, validationSplit }: StageReading): boolean {
  const data = call.args.get('validation_data');
  return (data !== undefined && !isNone(data)) || (validationSplit !== undefined && validationSplit.value !== 0);
}

interface Fault {
  severity: Finding['severity'];
  why: string;
  fix: string;
  /** Where the same metric is logged by another name than the one that is watched. */
  names?: { watched: string; logged: string };
  /** The versions in which the name is not logged. */
  releases: readonly KerasVersion[];
  /** Whether the name is the loss or a compiled metric, and its validation alone is missing. */
  isCompiled: boolean;
}

function noValidation({ keras }: ScriptReading, { metrics }: StageReading, monitor: string): Fault {
  const name = monitor.replace(/^val_/, '');
  return {
    severity: 'critical',
    releases: keras.releases,
    isCompiled: name === 'loss' || metrics.includes(name),
    why: `This fit has no validation data, so '${monitor}' is not logged`,
    fix: "Give fit `validation_data`, or monitor 'loss'.",
  };
}

/** What is wrong with a name, from the metrics that are compiled; undefined where it is logged, or thaw cannot tell. */
function notLogged(reading: ScriptReading, stage: StageReading, monitor: string): Fault | undefined {
  const name = monitor.replace(/^val_/, '');
  const prefix = monitor.slice(0, monitor.length - name.length);
  // A model with several outputs logs names of its own.
  const outputs = stage.call.node.model?.outputs.length ?? 0;
  if (outputs > 1 || !ACCURACIES.test(name) || !metricsAreKnown(stage)) return undefined;
  const accuracies = stage.metrics.filter((metric): metric is Accuracy => ACCURACIES.test(metric));
  if (accuracies.length === 0) return noAccuracy(reading, stage.metrics, monitor, prefix);
  // In every version 'acc' is logged as it is written.
  if (name === 'acc' && accuracies.includes('acc')) return undefined;
  return otherName(reading, accuracies[0]!, name, prefix);
}

type Accuracy = 'acc' | 'accuracy';

function metricsAreKnown({ call, metrics }: StageReading): boolean {
  const compiled = call.compiled?.args.get('metrics');
  const isWhole =
    compiled === undefined || (compiled.kind === 'sequence' ? compiled.isComplete : stringOf(compiled) !== undefined);
  return isWhole && metrics.every((metric) => /^[a-z_]\w*$/i.test(metric));
}

function noAccuracy({ keras }: ScriptReading, metrics: readonly string[], monitor: string, prefix: string): Fault {
  const wanted = metrics.find((metric) => metric.endsWith('accuracy'));
  const of = metrics.length === 0 ? 'The model is compiled without metrics' : `The metrics are ${metrics.join(', ')}`;
  return {
    severity: 'critical',
    releases: keras.releases,
    isCompiled: false,
    why: `${of}, so '${monitor}' is not logged`,
    fix: wanted === undefined ? "Compile with `metrics=['accuracy']`." : `Monitor '${prefix}${wanted}'.`,
  };
}

/** Versions whose history has another name for the accuracy. */
function otherName(reading: ScriptReading, metric: Accuracy, name: string, prefix: string): Fault | undefined {
  // The name that is watched says nothing here of the version: a wrong one is only a warning before Keras 3.
  const { releases } = eraFromHints(
    reading.hints.filter((hint) => !(hint.kind === 'spelling' && /^val_acc/.test(hint.spelling))),
  );
  const others = accuracyNamesOf(releases, metric).readings.filter(({ value }) => value !== name);
  const missing = others.flatMap((one) => one.releases);
  const logged = others[0]?.value;
  const isSure = missing.length === releases.length;
  // Old versions alone lack `val_accuracy`: a script that watches it is for a newer one.
  if (logged === undefined || (!isSure && name === 'accuracy')) return undefined;
  const names = { watched: prefix + name, logged: prefix + logged };
  const elsewhere = isSure
    ? ''
    : " in these versions, or compile with `metrics=['acc']`, whose name is the same in all";
  return {
    severity: isSure ? 'critical' : 'warning',
    releases: missing,
    names,
    isCompiled: false,
    why: `${isSure ? 'The' : `${inVersions(missing)}, the`} history names it '${names.logged}', and '${names.watched}' is not logged`,
    fix: `Monitor '${names.logged}'${elsewhere}.`,
  };
}
