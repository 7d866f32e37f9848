import { valueSteps } from '../diagnose/evidence/pixelSteps.js';
import { fieldsOf } from '../script/reading/fields.js';
import { outputOf } from '../script/reading/outputReading.js';
import { pipelinesOf } from '../script/reading/pipelines.js';
import { type QuotedPlace, quotePlaces } from '../script/reading/quotes.js';
import type { ScriptReading } from '../script/reading/readScript.js';
import type { Place } from '../script/syntax/ast.js';

/** Settings of a script by the fields of a recipe, where their names differ. */
const SETTINGS: Record<string, readonly string[]> = {
  height: ['size'],
  width: ['size'],
  batchNormalization: ['unfrozen'],
  backboneRate: ['learningRate'],
  reduceOnPlateau: ['schedule'],
  monitor: ['callbacks'],
  minDelta: ['callbacks'],
  patience: ['callbacks'],
  stepsPerEpoch: ['steps'],
  phases: ['learningRate', 'unfrozen', 'epochs'],
};

/** The lines of a script that fields of its recipe come from, each once; defaults and what is not visible have none. */
export function linesOfFields(reading: ScriptReading, fields: readonly string[]): QuotedPlace[] {
  return quotePlaces(
    reading,
    fields.flatMap((field) => placesOf(reading, field)),
  );
}

function placesOf(reading: ScriptReading, field: string): Place[] {
  if (field === 'scaling') return placesOfScaling(reading);
  if (field === 'lastActivation') return reading.stages.flatMap((stage) => outputOf(stage)?.dense.origin ?? []);
  return field === 'head' ? placesOfHead(reading) : placesOfField(reading, field);
}

/** Layers of the head that its recipe is about: all but the pooling that is usual, or that too where there are no others. */
function placesOfHead({ stages }: ScriptReading): Place[] {
  return stages.flatMap(({ model: { head } }) => {
    const last = head.filter(({ className }) => className === 'Dense').at(-1);
    const shown = head.filter(
      (layer) =>
        layer !== last && /^(Dense|Dropout|Flatten|BatchNormalization|GlobalMaxPooling2D)$/.test(layer.className),
    );
    return (shown.length > 0 ? shown : head).map(({ origin }) => origin);
  });
}

function placesOfScaling(reading: ScriptReading): Place[] {
  const training = pipelinesOf(reading).find(({ name }) => name === 'training');
  if (training === undefined) return [];
  const steps = valueSteps(training);
  // Where nothing scales images, the line that loads them is the one to change.
  return steps.length > 0 ? steps.map(({ place }) => place) : [training.place];
}

function placesOfField(reading: ScriptReading, field: string): Place[] {
  const names = SETTINGS[field] ?? [field];
  return reading.stages.flatMap((stage) =>
    fieldsOf(stage).flatMap(({ field: name, read }) =>
      names.includes(name) && read.from === 'read' ? read.places : [],
    ),
  );
}
