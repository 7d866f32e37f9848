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
import type { InputMode } from '../../script/keras/applications.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { ParsedScript, Place } from '../../script/syntax/ast.js';
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

/** Takes a layer out of the list of a `Sequential`, or the line that adds it. */
function withoutLayer(script: ParsedScript, layer: Call): Change {
  const parent = parentsOf(script).get(layer);
  if (parent && 'type' in parent && parent.type === 'List') return removeItem(script, parent, layer);
  const around = callAround(script, layer);
  const isAdded = around?.func.type === 'Attribute' && around.func.attr === 'add';
  const statement = isAdded ? statementOf(script, around) : undefined;
  if (statement?.type === 'Expr') return removeStatement(script, statement);
  return { reason: 'the Rescaling layer is used by its name: remove it by hand' };
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
