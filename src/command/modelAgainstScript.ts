import { BACKBONE_NAMES, type BackboneName } from '../backbones/architectures/registry.js';
import { alignColumns } from '../base/text/alignColumns.js';
import { wrapText } from '../base/text/wrapText.js';
import type { SavedModel } from '../measure/model/savedModel.js';
import { inputShapeOf } from '../script/reading/inputShape.js';
import { outputOf } from '../script/reading/outputReading.js';
import type { ScriptReading } from '../script/reading/readScript.js';
import { unfrozenOfStage } from '../script/reading/recipeOfScript.js';
import type { StageReading } from '../script/reading/stageReading.js';
import type { Place } from '../script/syntax/ast.js';
import { lineText } from '../script/syntax/quote.js';

/** What a model file says of the model that a script describes. */
export interface ModelFacts {
  /** Undefined where thaw does not know it. */
  backbone: BackboneName | undefined;
  /** Height, width, channels; null where it takes any. */
  inputShape: readonly (number | null)[];
  output: SavedModel['output'];
  /** Name of the last frozen block, `nothing` where the head alone trains, or `everything`; undefined where it is not known. */
  above: string | undefined;
}

/** Something that both a script and a model file say. */
export interface Compared {
  what: string;
  script: string;
  file: string;
  /** Where the script says it. */
  place: Place | undefined;
}

/** What a file says, of what a script says too. */
export function factsOfModel({ backbone, model, output, half }: SavedModel): ModelFacts {
  const { unfrozen } = half?.changes ?? {};
  return { backbone, inputShape: model.inputShape, output, above: unfrozen?.above };
}

/** What the model of a script's last training and a model file both say; what either leaves open is left out. */
export function comparedWithModel(reading: ScriptReading, facts: ModelFacts): Compared[] {
  const stage = reading.stages.at(-1);
  if (stage === undefined) return [];
  return [...backbones(stage, facts), ...sizes(stage, facts), ...outputs(stage, facts), ...freezing(stage, facts)];
}

function backbones({ model: { base } }: StageReading, { backbone }: ModelFacts): Compared[] {
  const application = base?.model?.application;
  // thaw does not recognize other bases in a file.
  if (base === undefined || !BACKBONE_NAMES.some((name) => name === application)) return [];
  return [{ what: 'backbone', script: application!, file: backbone ?? 'another network', place: base.origin }];
}

function sizes({ model: { base }, training }: StageReading, { inputShape: [height, width] }: ModelFacts): Compared[] {
  const shape = base && inputShapeOf(base);
  const [high, wide] = [shape?.height ?? training?.height.value, shape?.width ?? training?.width.value];
  const isKnown = [high, wide, height, width].every((length) => typeof length === 'number');
  if (!isKnown) return [];
  const place = shape?.place ?? training?.height.places.at(-1);
  return [{ what: 'size of the input', script: `${high}x${wide}`, file: `${height}x${width}`, place }];
}

function outputs(stage: StageReading, { output: { units, activation } }: ModelFacts): Compared[] {
  const written = outputOf(stage);
  if (written === undefined) return [];
  const { dense, activations } = written;
  const last = activations.at(-1);
  const isOpen = activations.some(({ name }) => name === undefined);
  return [
    ...(written.units === undefined
      ? []
      : [{ what: 'units of the last layer', script: `${written.units}`, file: `${units}`, place: dense.origin }]),
    ...(isOpen || activation === undefined
      ? []
      : [
          {
            what: 'its activation',
            script: last?.name ?? 'linear',
            file: activation,
            place: last?.place ?? dense.origin,
          },
        ]),
  ];
}

function freezing(stage: StageReading, { above }: ModelFacts): Compared[] {
  const written = unfrozenOfStage(stage);
  if (written === undefined || above === undefined) return [];
  const { base, flags } = stage.model;
  const flag = [...flags.values()].find(({ place }) => place !== undefined);
  return [
    {
      what: 'layers that train',
      script: trainsText(written.above),
      file: trainsText(above),
      place: flag?.place ?? base?.origin,
    },
  ];
}

function trainsText(above: string): string {
  if (above === 'nothing') return 'the head alone';
  return above === 'everything' ? 'all, the base too' : `above ${above}`;
}

/** Whether a file says something else than the script. */
function isDifferent({ script, file }: Compared): boolean {
  return script !== file;
}

/** Where a model file and a script disagree, as a table; in a sentence where they agree. Empty where nothing can be compared. */
export function modelAgainstScriptText(script: string, compared: readonly Compared[], width: number): string {
  if (compared.length === 0) return '';
  const differing = compared.filter(isDifferent);
  if (differing.length === 0) {
    return wrapText(`The model file and the script agree: ${compared.map(({ what }) => what).join(', ')}.`, width);
  }
  const rows = differing.map(({ what, script: written, file, place }) => [
    what,
    written,
    place === undefined ? '' : lineText(script, place),
    file,
  ]);
  const title = 'The model file is not what the script describes. One of them is of another training:';
  return `${wrapText(title, width)}\n${alignColumns([['', 'script', '', 'model file'], ...rows], '  ')}`;
}
