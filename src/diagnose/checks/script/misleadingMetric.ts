import { capitalize } from '../../../base/text/capitalize.js';
import { loadedAccuracyDiffersOf } from '../../../script/keras/versionMeaning.js';
import type { ModelCall, ScriptEvent } from '../../../script/library/models/events.js';
import { type MetricReading, metricsOf, outputOf, resolvedAccuracy } from '../../../script/reading/outputReading.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';
import { countedAmongLabels } from './countedAmongLabels.js';
import { entriesAsAccuracy } from './entriesAsAccuracy.js';
import { topKAsAccuracy } from './topKAsAccuracy.js';

/** What to write for classes of which each image has one. */
export const SOFTMAX = 'Use softmax with categorical_crossentropy for one class per image';
/** The same, or a metric that counts images whatever the loss is. */
export const SOFTMAX_OR_METRIC: string = `${SOFTMAX}; or metrics=['categorical_accuracy'] to see how many images are right.`;

/** Finds metrics that are called accuracy and count something else than the share of images that are right. */
export function misleadingMetric(reading: ScriptReading): Finding[] {
  return [
    ...inEachStage(reading, (stage) =>
      metricsOf(stage)
        .flatMap((metric) => ofMetric(reading, stage, metric) ?? [])
        .slice(0, 1),
    ),
    ...inEachStage(reading, (stage) => entriesAsAccuracy(reading, stage)),
    ...countedAmongLabels(reading),
    ...afterLoading(reading),
  ];
}

type Kind = (reading: ScriptReading, stage: StageReading, metric: MetricReading) => Finding | undefined;

const equality: Kind = (reading, _stage, { name, isText, place }) =>
  name !== 'accuracy' || isText
    ? undefined
    : scriptFinding(reading, {
        check: 'misleading-metric',
        severity: 'warning',
        summary:
          'keras.metrics.Accuracy() counts outputs that equal the label exactly. Probabilities do not, so it shows 0.000.',
        fix: "Write metrics=['accuracy'].",
        at: [place],
      });

const eachOfMany: Kind = (reading, stage, { name, place }) => {
  const labels = stage.training?.labels;
  const units = outputOf(stage)?.units ?? labels?.numClasses?.value ?? 0;
  if (name !== 'binary_accuracy' || labels?.form !== 'one-hot' || units <= 2) return undefined;
  return scriptFinding(reading, {
    check: 'misleading-metric',
    severity: 'critical',
    summary: countsEach('binary_accuracy', units),
    fix: SOFTMAX_OR_METRIC,
    at: [place, stage.loss.place, [labels.place, 'one class per image']],
  });
};

const oneHotOfNumbers: Kind = (reading, { training }, { name, place }) => {
  const form = training?.labels.form;
  if (name !== 'categorical_accuracy' || (form !== 'integers' && form !== 'binary')) return undefined;
  return scriptFinding(reading, {
    check: 'misleading-metric',
    severity: 'warning',
    summary:
      'categorical_accuracy takes one-hot labels, but these are class numbers. It counts an image as correct where the first output is the largest, whatever the label is.',
    fix: "Write metrics=['accuracy'], or sparse_categorical_accuracy.",
    at: [place, training?.labels.place],
  });
};

function ofMetric(reading: ScriptReading, stage: StageReading, metric: MetricReading): Finding | undefined {
  return (
    equality(reading, stage, metric) ??
    eachOfMany(reading, stage, metric) ??
    oneHotOfNumbers(reading, stage, metric) ??
    topKAsAccuracy(reading, stage, metric)
  );
}

/** What a metric of yes-or-no answers says of classes of which each image has one. */
export function countsEach(metric: string, units: number): string {
  const share = (1 - 1 / units).toFixed(units > 100 ? 4 : 3).replace(/(\.\d\d)0$/, '$1');
  return `${metric} counts each of the ${units} outputs as an answer of its own: a network that says no to every class has ${share}.`;
}

/** A model that is loaded and evaluated without compiling: 'accuracy' is resolved again, in TensorFlow 2.3 without the loss. */
function afterLoading(reading: ScriptReading): Finding[] {
  const { readings } = loadedAccuracyDiffersOf(reading.keras.releases);
  if (!readings.some(({ value }) => value)) return [];
  const isSure = readings.every(({ value }) => value);
  const fault =
    "after load_model 'accuracy' is categorical_accuracy, which is wrong for labels that are class numbers. The weights and the loss are fine.";
  return loadedAndEvaluated(reading).flatMap(({ load, use }) => {
    const stage = reading.stages.find(({ call }) => call.node === load.node);
    if (stage?.loss.name !== 'sparse_categorical_crossentropy') return [];
    const metric = resolvedAccuracy(metricsOf(stage));
    if (metric === undefined) return [];
    return [
      scriptFinding(reading, {
        check: 'misleading-metric',
        severity: isSure ? 'critical' : 'warning',
        summary: isSure ? capitalize(fault) : `In TensorFlow 2.2 and 2.3, ${fault}`,
        fix: "Compile the loaded model again before evaluate, or train with metrics=['sparse_categorical_accuracy'].",
        at: [load.place, use.place, metric.place],
      }),
    ];
  });
}

/** Models that are loaded and evaluated, without a compile between. */
function loadedAndEvaluated({ library }: ScriptReading): { load: ScriptEvent & { kind: 'load' }; use: ModelCall }[] {
  const { list } = library.events;
  return list.flatMap((load, i) => {
    if (load.kind !== 'load') return [];
    const next = list
      .slice(i + 1)
      .find((event) => (event.kind === 'evaluate' || event.kind === 'compile') && event.node === load.node);
    return next?.kind === 'evaluate' ? [{ load, use: next }] : [];
  });
}
