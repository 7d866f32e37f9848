import { numberOf } from '../../../script/evaluate/values.js';
import type { KerasVersion } from '../../../script/keras/kerasVersion.js';
import { inRange } from '../../../script/keras/kerasVersion.js';
import { configuredOf } from '../../../script/library/models/configured.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { inVersions } from '../../../script/reading/versionsInWords.js';
import type { Place } from '../../../script/syntax/ast.js';
import type { Finding } from '../../finding.js';

/** Finds metrics that count something else than the share of correct answers. */
export function metricMismatch(reading: ScriptReading): Finding[] {
  return [...reading.stages.flatMap((stage) => ofMetrics(reading, stage)), ...afterLoading(reading)];
}

interface MismatchedMetric {
  why: string;
  fix: string;
}

const RIGHT: Record<string, string> = {
  categorical_crossentropy: 'categorical_accuracy',
  sparse_categorical_crossentropy: 'sparse_categorical_accuracy',
  binary_crossentropy: 'binary_accuracy',
};

function ofMetrics(reading: ScriptReading, stage: StageReading): Finding[] {
  const { compiled } = stage.call;
  const value = compiled?.args.get('metrics');
  const items = value?.kind === 'sequence' ? value.items : value === undefined ? [] : [value];
  return items.flatMap((item, i): Finding[] => {
    const metric = stage.metrics[i];
    const fault = metric === undefined ? undefined : mismatch(stage, metric, configuredOf(item)?.qualified);
    if (fault === undefined) return [];
    return [
      {
        check: 'metric-mismatch',
        severity: 'critical',
        summary: fault.why,
        evidence: [],
        fix: { text: fault.fix },
        places: quotePlaces(reading, [item.origin, stage.loss.place, stage.place]),
      },
    ];
  });
}

function mismatch(
  { loss, model }: StageReading,
  metric: string,
  qualified: string | undefined,
): MismatchedMetric | undefined {
  const name = loss.name ?? '';
  const right = RIGHT[name];
  if (right === undefined) return undefined;
  const fix = `Compile with metrics=['accuracy'], or '${right}'.`;
  if (qualified === 'keras.metrics.Accuracy') {
    return {
      why: 'The metric Accuracy counts outputs that equal the label to the last digit: of probabilities it is near 0, whatever is learned.',
      fix,
    };
  }
  if (metric === 'categorical_accuracy' && name.startsWith('sparse_')) {
    return {
      why: 'categorical_accuracy takes the largest entry of one-hot labels, but the loss wants class numbers: it compares every answer with class 0.',
      fix,
    };
  }
  if (metric === 'sparse_categorical_accuracy' && name === 'categorical_crossentropy') {
    return { why: 'sparse_categorical_accuracy wants class numbers, but the loss wants one-hot labels.', fix };
  }
  const units = numberOf(model.head.at(-1)?.args.get('units'));
  if (metric === 'binary_accuracy' && name === 'categorical_crossentropy' && units !== undefined && units > 2) {
    return {
      why: `binary_accuracy counts ${units} yes/no answers for each image: a model that says no to all of them scores ${(1 - 1 / units).toFixed(2)}.`,
      fix,
    };
  }
  return undefined;
}

/** TensorFlow issues 43457, 41958, 42459, 42890: reported for 2.2 to 2.4. */
const RESOLVES_AGAIN = { flavor: 'tf.keras', from: '2.2', to: '2.4' } as const;

/** `accuracy` of sparse labels in a model that is loaded whole and evaluated: some versions resolve the name anew. */
function afterLoading(reading: ScriptReading): Finding[] {
  const stage = reading.stages.at(-1);
  const isSparse = stage?.loss.name === 'sparse_categorical_crossentropy';
  const releases: KerasVersion[] = reading.keras.releases.filter((release) => inRange(release, RESOLVES_AGAIN));
  if (stage === undefined || !isSparse || releases.length === 0) return [];
  if (!stage.metrics.some((metric) => metric === 'accuracy' || metric === 'acc')) return [];
  const { list } = reading.library.events;
  const loaded = list.findIndex(
    (event) => event.kind === 'load model' && event.isOwn && event.node === stage.call.node,
  );
  if (loaded === -1) return [];
  const later = list.slice(loaded);
  const compiled = later.findIndex(({ kind }) => kind === 'compile');
  const evaluated = later.findIndex((event) => event.kind === 'evaluate' && event.node === stage.call.node);
  if (evaluated === -1 || (compiled !== -1 && compiled < evaluated)) return [];
  const place = (i: number): Place | undefined => {
    const event = later[i];
    return event !== undefined && 'place' in event ? event.place : undefined;
  };
  return [
    {
      check: 'metric-mismatch',
      severity: releases.length === reading.keras.releases.length ? 'warning' : 'info',
      summary: `${inVersions(releases)} 'accuracy' of a loaded model is another metric than before it was saved: with class numbers as labels it reads far too low, at the same loss.`,
      evidence: [],
      fix: {
        text: "Compile with 'sparse_categorical_accuracy', or compile the loaded model again before it is evaluated.",
      },
      places: quotePlaces(reading, [place(evaluated), place(0), stage.call.compiled?.place]),
    },
  ];
}
