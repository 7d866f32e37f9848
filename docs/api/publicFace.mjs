import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const SOURCE = path.resolve(import.meta.dirname, '../../src');
const INDEX = path.join(SOURCE, 'index.ts');

/**
 * An exported name: where it is declared, and its doc comment.
 *
 * @typedef {{ name: string, file: string, node: any, doc: Doc, isType: boolean, group: string }} Export
 * @typedef {{ text: string, params: Map<string, string>, returns: string, throws: string[], examples: string[] }} Doc
 * @typedef {{ name: string, intro: string, exports: Export[] }} Group
 */

/** @type {Map<string, ts.SourceFile>} */
const files = new Map();

/** @param {string} file */
function parse(file) {
  const known = files.get(file);
  if (known !== undefined) return known;
  const parsed = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  files.set(file, parsed);
  return parsed;
}

/**
 * The declaration of a name, followed through imports, re-exports and plain aliases; undefined where a package or the
 * language has it.
 *
 * @param {string} file
 * @param {string} name
 * @returns {{ file: string, node: any } | undefined}
 */
export function declarationOf(file, name) {
  for (const node of parse(file).statements) {
    if (declares(node, name)) return plainAlias(file, node) ?? { file, node };
    const imported = importedFrom(file, node, name);
    if (imported !== undefined) return declarationOf(imported.file, imported.name);
  }
  return undefined;
}

function declares(node, name) {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.some((one) => one.name.getText() === name);
  }
  const isNamed = ts.isTypeAliasDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isInterfaceDeclaration(node);
  return isNamed && node.name?.text === name;
}

/** What `type A = B` stands for; undefined for other declarations, and where a package or the language has B. */
function plainAlias(file, node) {
  if (!ts.isTypeAliasDeclaration(node)) return undefined;
  const { type } = node;
  const isAlias = ts.isTypeReferenceNode(type) && type.typeArguments === undefined && ts.isIdentifier(type.typeName);
  return isAlias ? declarationOf(file, type.typeName.text) : undefined;
}

/** The file and name that an import or re-export of `name` leads to; undefined where `node` is none. */
function importedFrom(file, node, name) {
  const from = node.moduleSpecifier?.text;
  const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
  const found = bindings?.elements?.find((one) => one.name.text === name);
  if (found === undefined || !from?.startsWith('.')) return undefined;
  const target = path.join(path.dirname(file), from).replace(/\.js$/, '.ts');
  return { file: target, name: (found.propertyName ?? found.name).text };
}

/** The groups of `src/index.ts`: each begins with a comment `// Name: sentence.` @returns {Group[]} */
export function readGroups() {
  /** @type {Group[]} */
  const groups = [];
  const index = parse(INDEX);
  for (const statement of index.statements) {
    const before = index.text.slice(statement.getFullStart(), statement.getStart());
    const heading = [...before.matchAll(/^\/\/ ([A-Z][\w ]*): (.*)$/gm)].at(-1);
    if (heading) groups.push({ name: heading[1], intro: heading[2], exports: [] });
    for (const { name } of statement.exportClause.elements) {
      const found = declarationOf(INDEX, name.text);
      const isType = !ts.isFunctionDeclaration(found.node) && !ts.isVariableStatement(found.node);
      const group = groups.at(-1);
      group.exports.push({ name: name.text, ...found, doc: docOf(found.node), isType, group: group.name });
    }
  }
  return groups;
}

/** @param {any} node @returns {Doc} */
export function docOf(node) {
  const comment = node.jsDoc?.at(-1);
  const textOf = (/** @type {any} */ part) => (ts.getTextOfJSDocComment(part?.comment) ?? '').trim();
  const tags = (/** @type {string} */ name) => (comment?.tags ?? []).filter((tag) => tag.tagName.text === name);
  return {
    text: textOf(comment),
    params: new Map(tags('param').map((tag) => [tag.name.getText(), textOf(tag)])),
    returns: tags('returns').map(textOf).join(' '),
    throws: tags('throws').map((tag) => `${tag.typeExpression?.getText() ?? ''} ${textOf(tag)}`.trim()),
    examples: tags('example').map((tag) => textOf(tag).replace(/^```\w*\n|\n```$/g, '')),
  };
}

/** The types that a declaration names: of a function those of its parameters and its result. @param {any} node @returns {string[]} */
export function typesNamedBy(node) {
  const names = new Set();
  const visit = (/** @type {any} */ part) => {
    if (ts.isTypeReferenceNode(part) && ts.isIdentifier(part.typeName)) names.add(part.typeName.text);
    if (ts.isExpressionWithTypeArguments(part)) names.add(part.expression.getText());
    ts.forEachChild(part, visit);
  };
  if (!ts.isFunctionDeclaration(node)) visit(node);
  else for (const type of [...node.parameters.map((parameter) => parameter.type), node.type]) if (type) visit(type);
  return [...names];
}

/** The names in a constant list of texts, `['a', 'b'] as const`, or the keys of a constant object. @param {string} file @param {string} name @returns {string[]} */
export function namesInConstant(file, name) {
  const { node } = declarationOf(file, name);
  let value = node.declarationList.declarations[0].initializer;
  while (value.expression !== undefined && !ts.isCallExpression(value)) value = value.expression;
  if (ts.isArrayLiteralExpression(value)) return value.elements.map((element) => element.text);
  return value.properties.map((property) => property.name.text);
}
