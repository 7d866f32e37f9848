/**
 * Writes out the shorthands of a cell: `{ run }` becomes `{ run: run }`, which means the same. tslab 1.0.22 finds the variables of
 * earlier cells by the symbols of their names; the name in a shorthand has that of the property, so `run` would not be defined.
 */
const typescript = require('@tslab/typescript-for-tslab');
const converters = require('tslab/dist/converter.js');

/** Places of the shorthands in a source, and what is written before each. */
function insertionsFor(source) {
  const file = typescript.createSourceFile('cell.ts', source, typescript.ScriptTarget.ESNext);
  // Of a source with an error, nothing runs.
  if (file.parseDiagnostics.length > 0) return [];
  const insertions = [];
  const visit = (node) => {
    if (typescript.isShorthandPropertyAssignment(node)) {
      insertions.push({ at: node.name.getStart(file), text: `${node.name.text}: ` });
    }
    typescript.forEachChild(node, visit);
  };
  visit(file);
  return insertions;
}

/** A place in the longer source as it was in the given one. */
function placeBefore({ offset, line, character }, insertions, source) {
  let shift = 0;
  let shiftInLine = 0;
  for (const { at, text } of insertions) {
    if (at + shift >= offset) break;
    const added = Math.min(text.length, offset - at - shift);
    const isInLine = source.slice(0, at).split('\n').length - 1 === line;
    shift += added;
    if (isInLine) shiftInLine += added;
  }
  return { offset: offset - shift, line, character: character - shiftInLine };
}

/** Has a converter of tslab write out shorthands, and tell errors at the places where they are in the cell. */
function withWholeShorthands(converter) {
  const { convert } = converter;
  converter.convert = (declarations, source) => {
    const insertions = insertionsFor(source);
    const whole = [...insertions]
      .reverse()
      .reduce((text, { at, text: added }) => text.slice(0, at) + added + text.slice(at), source);
    const converted = convert(declarations, whole);
    const diagnostics = converted.diagnostics.map((one) =>
      one.fileName === undefined
        ? {
            ...one,
            start: placeBefore(one.start, insertions, source),
            end: placeBefore(one.end, insertions, source),
          }
        : one,
    );
    return { ...converted, diagnostics };
  };
  return converter;
}

const { createConverter } = converters;
converters.createConverter = (options) => withWholeShorthands(createConverter(options));
