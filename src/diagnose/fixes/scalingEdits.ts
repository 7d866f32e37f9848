import { type Change, samePlace, together } from '../../script/edit/edit.js';
import { renameInString, replaceExpression } from '../../script/edit/expressions.js';
import { changeKeywords } from '../../script/edit/keywords.js';
import { callAt, expressionAt, nodeAt } from '../../script/edit/nodeAt.js';
import { statementOf } from '../../script/edit/parents.js';
import { removeEntry } from '../../script/edit/removeItem.js';
import { safeToEdit } from '../../script/edit/safeToEdit.js';
import { removeStatement, replaceStatement } from '../../script/edit/statements.js';
import { unitOf } from '../../script/edit/unit.js';
import type { Expression, ParsedScript, Place } from '../../script/syntax/ast.js';
import { lineText, quote } from '../../script/syntax/quote.js';
import { entryOf, type Site } from './scalingSites.js';

/** `preprocess_input` in place of the scaling that stands there. */
export function replaced(script: ParsedScript, site: Site, name: string): Change {
  if (site.call !== undefined) {
    const remove = namesOf(site).filter((one) => one !== 'preprocessing_function');
    const set = [{ name: 'preprocessing_function', text: name }];
    // A function that `**options` gave would be among the steps.
    const knowsSpread = site.steps.every(({ kind }) => kind !== 'preprocess_input');
    return changeKeywords(script, site.call, { set, remove }, { knowsSpread });
  }
  const entry = entryOf(script, site);
  if (entry !== undefined) {
    const isScale = entry.key.type === 'Constant' && entry.key.value === 'rescale';
    return together(
      ...(isScale ? [renameInString(script, entry.key, 'rescale', 'preprocessing_function')] : []),
      replaceExpression(script, entry.value, name, { everyUse: true }),
    );
  }
  const node = expressionAt(script, site.place);
  if (node?.type === 'BinOp' && node.left.type !== 'Constant') return wrapped(script, node, site, name);
  const scaled = scaledBy(script, site);
  if ('reason' in scaled) return scaled;
  return scaled.replace(`${name}(${scaled.images})`);
}

/** Of `x / 255`, what stands around `x` is replaced: `x` may be changed too. */
function wrapped(
  script: ParsedScript,
  node: Expression & { type: 'BinOp' },
  { parts = [] }: Site,
  name: string,
): Change {
  const reason = safeToEdit(script, node);
  if (reason !== undefined) return { reason };
  const unit = unitOf(script, node.place);
  const images = imageIn(node, parts).place;
  const what = `replaces \`${quote(script.source, node.place)}\` by \`${name}(${quote(script.source, images)})\``;
  return {
    edits: [
      { place: unit.place(unit.from(node.place), unit.from(images)), text: `${name}(`, what },
      { place: unit.place(unit.to(images), unit.to(node.place)), text: ')', what: '' },
    ],
  };
}

export function removed(script: ParsedScript, site: Site): Change {
  if (site.call !== undefined) return changeKeywords(script, site.call, { remove: namesOf(site) });
  const entry = entryOf(script, site);
  if (entry !== undefined) return removeEntry(script, entry.dict, entry.key);
  const scaled = scaledBy(script, site);
  if ('reason' in scaled) return scaled;
  // `x = x / 255` goes as a whole.
  const statement = statementOf(script, nodeAt(script, site.place)!);
  const target = statement?.type === 'Assign' && statement.targets.length === 1 ? statement.targets[0] : undefined;
  const isWhole = statement?.type === 'Assign' && samePlace(statement.value.place, site.place);
  const isSelf = target !== undefined && isWhole && quote(script.source, target.place) === scaled.images;
  if (statement !== undefined && (isSelf || statement.type === 'AugAssign')) return removeStatement(script, statement);
  // NumPy's arrays of floats are scaled in place: what is made for another network is made of a copy.
  const call = callAt(script, site.place);
  const isInPlace = isWhole && target !== undefined && site.steps.every(({ kind }) => kind === 'preprocess_input');
  if (isInPlace && call?.args[0]?.type === 'Name') {
    return replaceExpression(script, call.args[0], `${call.args[0].id}.copy()`);
  }
  return scaled.replace(scaled.images);
}

/** What is scaled in `x / 127.5 - 1`: the image, without the operations around it. */
function imageIn(node: Expression & { type: 'BinOp' }, parts: readonly Place[]): Expression {
  const { left } = node;
  const isPart = left.type === 'BinOp' && parts.some((part) => samePlace(part, left.place));
  return isPart ? imageIn(left, parts) : left;
}

function namesOf({ steps, call }: Site): string[] {
  const isGiven = (name: string): boolean => call?.keywords.some((keyword) => keyword.name === name) ?? false;
  return steps.flatMap((step) => {
    // The deviation implies the mean, so that one step can stand for two keywords.
    if (step.kind === 'standardize') return ['samplewise_center', 'samplewise_std_normalization'].filter(isGiven);
    return step.kind === 'preprocess_input' ? ['preprocessing_function'] : ['rescale'];
  });
}

/** The images that an operation or a call scales, as text, and how to put another expression in its place. */
function scaledBy(
  script: ParsedScript,
  { place, parts = [] }: Site,
): { images: string; replace(text: string): Change } | { reason: string } {
  const node = nodeAt(script, place);
  const text = (at: Place): string => quote(script.source, at, Number.POSITIVE_INFINITY);
  if (node === undefined || !('type' in node))
    return { reason: `${lineText(script.file, place)} cannot be taken apart` };
  if (node.type === 'AugAssign') {
    const images = text(node.target.place);
    return { images, replace: (value) => replaceStatement(script, node, [`${images} = ${value}`]) };
  }
  // `1. / 255` is a factor, and no image.
  if (node.type === 'BinOp' && node.left.type !== 'Constant') {
    return { images: text(imageIn(node, parts).place), replace: (value) => replaceExpression(script, node, value) };
  }
  if (node.type === 'Call' && node.args[0] !== undefined) {
    // What converts to floats and scales is replaced by what converts alone.
    const library = /^(.*)\.image\.convert_image_dtype$/.exec(text(node.func.place))?.[1];
    const given = text(node.args[0].place);
    const images = library === undefined ? given : `${library}.cast(${given}, ${library}.float32)`;
    if (library === undefined && /convert_image_dtype$/.test(text(node.func.place))) {
      return { reason: `the conversion in ${lineText(script.file, place)} scales too` };
    }
    return { images, replace: (value) => replaceExpression(script, node, value) };
  }
  return { reason: `the scaling in ${lineText(script.file, place)} cannot be replaced by one expression` };
}
