import type { ParsedScript, Place } from '../syntax/ast.js';
import { addImport, type ImportChange, type ImportStatement, importsBefore, isImportedAlone } from './imports.js';

/**
 * How a script calls something of Keras: as it imports it, by a module that it imports (`optimizers.Adam`, `keras.optimizers.Adam`),
 * or by an import that is added.
 *
 * @param module within Keras: `optimizers`
 * @param before the first use
 */
export function kerasName(script: ParsedScript, module: string, name: string, before: Place): ImportChange {
  const added = addImport(script, `from keras.${module} import ${name}`, { before });
  // It is imported already, or stands beside others of its module.
  if ('edits' in added && added.edits.every(({ text }) => text.startsWith(','))) return added;
  const prefix = modulePrefix(script, module, before);
  return prefix === undefined ? added : { edits: [], name: `${prefix}.${name}` };
}

/** The shortest name of the module that imports before the use bind, and nothing else in the script. */
function modulePrefix(script: ParsedScript, module: string, before: Place): string | undefined {
  const found = importsBefore(script, before).flatMap((node) => prefixesOf(node, module));
  const free = found.filter((name) => isImportedAlone(script, name.split('.')[0]!));
  return free.sort((a, b) => a.length - b.length)[0];
}

/** Names by which an import makes a module of Keras known. */
function prefixesOf(node: ImportStatement, module: string): string[] {
  if (node.type === 'Import') {
    return node.names.flatMap(({ name, asname }) => {
      if (name === 'keras') return [`${asname ?? name}.${module}`];
      if (name === 'tensorflow') return [`${asname ?? name}.keras.${module}`];
      return name === 'tensorflow.keras' && asname !== null ? [`${asname}.${module}`] : [];
    });
  }
  if (node.level > 0) return [];
  const isKeras = /^(tensorflow\.)?keras$/.test(node.module ?? '');
  return node.names.flatMap(({ name, asname }) => {
    if (isKeras && name === module) return [asname ?? name];
    return node.module === 'tensorflow' && name === 'keras' ? [`${asname ?? name}.${module}`] : [];
  });
}
