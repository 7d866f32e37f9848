import { firstOfEach } from '../../base/group.js';
import type { Call } from '../../script/edit/callArguments.js';
import { type Change, together } from '../../script/edit/edit.js';
import { renameInString, replaceExpression } from '../../script/edit/expressions.js';
import { addImport } from '../../script/edit/imports.js';
import { changeKeywords, setKeyword } from '../../script/edit/keywords.js';
import { callAround, callAt, expressionAt, nodeAt } from '../../script/edit/nodeAt.js';
import { quoteLike } from '../../script/edit/style.js';
import { unitOf } from '../../script/edit/unit.js';
import type { ImageFlow, LabelForm } from '../../script/library/images/flow.js';
import { configuredOf } from '../../script/library/models/configured.js';
import type { LayerNode } from '../../script/library/models/layerNode.js';
import { metricsOf } from '../../script/reading/outputReading.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { StageReading } from '../../script/reading/stageReading.js';
import type { Expression, ParsedScript } from '../../script/syntax/ast.js';
import { keyOf } from '../../script/syntax/keyOf.js';

/** Gives a dense layer an activation, in place of the one that it has. */
export function setActivation({ script }: ScriptReading, dense: LayerNode, name: string): Change {
  const call = callAt(script, dense.origin);
  if (call === undefined) return { reason: 'the last layer is in another file' };
  return setKeyword(script, call, 'activation', quoteLike(script, name), { position: 1 });
}

/** Removes the activation of a dense layer's own. */
export function removeActivation({ script }: ScriptReading, dense: LayerNode): Change {
  const call = callAt(script, dense.origin);
  if (call === undefined) return { reason: 'the last layer is in another file' };
  return changeKeywords(script, call, { remove: ['activation'] });
}

/** Gives a dense layer its number of units, where the number is written. */
export function setUnits({ script }: ScriptReading, { args, origin }: LayerNode, units: number): Change {
  const literal = expressionAt(script, args.get('units')?.origin);
  if (literal?.type !== 'Constant')
    return { reason: `the units of the last layer are not written as a number in line ${origin.line}` };
  return replaceExpression(script, literal, String(units));
}

/** Gives all trainings of a model that have a loss another one, and their metrics the names that go with it. */
export function setLoss(reading: ScriptReading, before: string, after: string): Change {
  const { script, stages } = reading;
  const changes = stages
    .filter(({ loss }) => loss.name === before)
    .flatMap((stage) => {
      const value = stage.call.compiled?.args.get('loss');
      if (value === undefined || stage.loss.place?.file !== undefined)
        return [{ reason: 'the loss is in another file' }];
      const made = configuredOf(value);
      const node = callAt(script, made?.origin)?.func ?? expressionAt(script, value.origin);
      return [renamed(reading, node, before, after, 'losses'), ...metricChanges(reading, stage, before, after)];
    });
  return changes.length === 0 ? { reason: 'the loss is not in the script' } : together(...changes);
}

function metricChanges(reading: ScriptReading, stage: StageReading, before: string, after: string): Change[] {
  return metricsOf(stage).flatMap(({ name, place }) => {
    if (name !== accuracyOf(before)) return [];
    const node = callAt(reading.script, place)?.func ?? expressionAt(reading.script, place);
    return [renamed(reading, node, name, accuracyOf(after), 'metrics')];
  });
}

/** The accuracy that goes with a loss: `categorical_accuracy`. */
function accuracyOf(loss: string): string {
  return `${loss.replace(/_crossentropy$/, '')}_accuracy`;
}

/** A name of Keras as a text, a function or a class, in place of another one. */
function renamed(
  { script }: ScriptReading,
  node: Expression | undefined,
  before: string,
  after: string,
  module: string,
): Change {
  if (node?.type === 'Constant') return renameInString(script, node, before, after);
  const names = [
    [before, after],
    [camelCase(before), camelCase(after)],
  ];
  const [, name] = names.find(([old]) => old === lastName(node)) ?? [];
  if (node === undefined || name === undefined) return { reason: `\`${before}\` is not written out` };
  if (node.type === 'Attribute') {
    const text = unitOf(script, node.value.place).textAt(node.value.place);
    return replaceExpression(script, node, `${text}.${name}`);
  }
  const imported = addImport(script, `from keras.${module} import ${name}`, { before: node.place });
  return together(imported, replaceExpression(script, node, imported.name));
}

function lastName(node: Expression | undefined): string | undefined {
  if (node?.type === 'Name') return node.id;
  return node?.type === 'Attribute' ? node.attr : undefined;
}

function camelCase(name: string): string {
  return name.replace(/(?:^|_)([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

const CLASS_MODES: Partial<Record<LabelForm, string>> = {
  'one-hot': 'categorical',
  binary: 'binary',
  integers: 'sparse',
};
const LABEL_MODES: Partial<Record<LabelForm, string>> = { 'one-hot': 'categorical', binary: 'binary', integers: 'int' };

/** Gives the training and validation images of a model labels of another form. */
export function setLabelForm({ script, stages, uses }: ScriptReading, before: LabelForm, after: LabelForm): Change {
  const flows = [
    ...stages.flatMap(({ training, validation }) => [training, validation]),
    ...uses.map(({ flow }) => flow),
  ].filter((flow): flow is ImageFlow => flow?.labels.form === before);
  const changes = firstOfEach(flows, ({ origin }) => keyOf(origin)).map((flow): Change => {
    const call = loaderOf(script, flow);
    const isDirectory = flow.kind === 'dataset';
    const mode = (isDirectory ? LABEL_MODES : CLASS_MODES)[after];
    const isKnown =
      /^(directory|dataframe) generator$/.test(flow.kind) || (isDirectory && flow.source.kind === 'folder');
    if (call === undefined || mode === undefined || !isKnown)
      return { reason: 'where the labels are made is not one call' };
    return setKeyword(script, call, isDirectory ? 'label_mode' : 'class_mode', quoteLike(script, mode));
  });
  return changes.length === 0 ? { reason: 'the labels are not made in the script' } : together(...changes);
}

/** The call that loads the images: the form of the labels is an argument of it, or its default. */
function loaderOf(script: ParsedScript, { labels }: ImageFlow): Call | undefined {
  const { place } = labels;
  const node = place.file === undefined ? nodeAt(script, place) : undefined;
  if (node === undefined) return undefined;
  return 'type' in node && labels.from === 'default' ? callAt(script, place) : callAround(script, node);
}
