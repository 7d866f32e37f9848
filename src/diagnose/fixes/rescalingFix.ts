import type { Call } from '../../script/edit/callArguments.js';
import { type Change, together } from '../../script/edit/edit.js';
import { replaceExpression } from '../../script/edit/expressions.js';
import type { ImportChange } from '../../script/edit/imports.js';
import { kerasName } from '../../script/edit/kerasNames.js';
import { changeKeywords } from '../../script/edit/keywords.js';
import { callAround, callAt } from '../../script/edit/nodeAt.js';
import { parentsOf, statementOf } from '../../script/edit/parents.js';
import { removeItem } from '../../script/edit/removeItem.js';
import { removeStatement } from '../../script/edit/statements.js';
import { unitOf } from '../../script/edit/unit.js';
import { usesOfAssignment } from '../../script/edit/usesOf.js';
import type { InputMode } from '../../script/keras/applications.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { Expression, ParsedScript, Place } from '../../script/syntax/ast.js';
import { walk } from '../../script/syntax/walk.js';

/**
 * Gives a `Rescaling` layer the numbers of [-1, 1]; puts `preprocess_input` in its place for other backbones; takes it away before
 * one that rescales by itself.
 */
export function rescalingFix(
  { script }: ScriptReading,
  place: Place,
  mode: InputMode,
  use: (place: Place) => ImportChange,
): Change {
  const layer = callAt(script, place);
  if (layer === undefined) return { reason: 'the Rescaling layer is in another file' };
  if (mode === 'tf') {
    return changeKeywords(script, layer, {
      set: [
        { name: 'scale', text: '1./127.5', position: 0 },
        { name: 'offset', text: '-1', position: 1 },
      ],
    });
  }
  const applied = callAround(script, layer);
  if (applied?.func === layer && applied.args.length === 1) {
    const images = unitOf(script, applied.place).textAt(applied.args[0]!.place);
    if (mode === 'none') return replaceExpression(script, applied, images);
    const imported = use(applied.place);
    return together(imported, replaceExpression(script, layer, imported.name));
  }
  if (layer.keywords.some(({ name }) => /^(input_shape|batch_input_shape)$/.test(name ?? ''))) {
    return { reason: 'the Rescaling layer is the input of the model too: put an Input in its place' };
  }
  return mode === 'none' ? withoutLayer(script, layer) : asLambda(script, layer, use);
}

/** Takes a layer away wherever it is used: in its own place, or where its name stands. */
function withoutLayer(script: ParsedScript, layer: Call): Change {
  const statement = statementOf(script, layer);
  if (statement?.type !== 'Assign' || statement.value !== layer) return withoutUse(script, layer);
  const uses = usesOfAssignment(script, statement);
  if (uses?.bindings.length !== 1 || uses.reads.length === 0) return BY_HAND;
  return together(removeStatement(script, statement), ...uses.reads.map((read) => withoutUse(script, read)));
}

const BY_HAND: Change = { reason: 'the Rescaling layer is used by its name: remove it by hand' };

/** Leaves what a layer is called on; takes it out of the list of a `Sequential`, or the line that adds it. */
function withoutUse(script: ParsedScript, layer: Expression): Change {
  const parent = parentsOf(script).get(layer);
  if (parent && 'type' in parent && parent.type === 'List') return removeItem(script, parent, layer);
  const around = callAround(script, layer);
  if (around?.func === layer) {
    const [images, ...others] = around.args;
    if (images === undefined || images.type === 'Starred' || others.length + around.keywords.length > 0) return BY_HAND;
    return replaceExpression(script, around, unitOf(script, images.place).textAt(images.place));
  }
  const isAdded = around?.func.type === 'Attribute' && around.func.attr === 'add';
  const statement = isAdded ? statementOf(script, around) : undefined;
  return statement?.type === 'Expr' ? removeStatement(script, statement) : BY_HAND;
}

/** A layer that calls `preprocess_input`. A model with it is loaded only where the function is given. */
function asLambda(script: ParsedScript, layer: Call, use: (place: Place) => ImportChange): Change {
  const loads = [...walk(script.body)].some(
    (node) =>
      node.type === 'Call' &&
      /load_model$|model_from_json$/.test(
        node.func.type === 'Attribute' ? node.func.attr : node.func.type === 'Name' ? node.func.id : '',
      ),
  );
  if (loads) return { reason: 'a Lambda layer with preprocess_input would have to be named where the model is loaded' };
  const imported = use(layer.place);
  const lambda = kerasName(script, 'layers', 'Lambda', layer.place);
  if ('reason' in lambda) return lambda;
  const own = layer.func.type === 'Attribute' ? unitOf(script, layer.place).textAt(layer.func.value.place) : undefined;
  const isLayers = own !== undefined && /(^|\.)layers$/.test(own);
  const name = isLayers ? `${own}.Lambda` : lambda.name;
  return together(
    imported,
    ...(isLayers ? [] : [lambda]),
    replaceExpression(script, layer, `${name}(${imported.name})`),
  );
}
