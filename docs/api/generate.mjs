import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { declarationOf, docOf, namesInConstant, readGroups } from './publicFace.mjs';

const WIDTH = 100;
const NOTE = '<!-- Written by `npm run docs:api` from the doc comments in src. Do not edit. -->';

const groups = readGroups();
const byName = new Map(groups.flatMap((group) => group.exports.map((one) => [one.name, one])));
/** The name that the index gives to a declaration; its own, where it has two. */
const exportedAs = new Map([...byName.values()].map((one) => [one.node, one.name]));
for (const one of byName.values()) if (one.node.name?.text === one.name) exportedAs.set(one.node, one.name);

const pageOf = (/** @type {string} */ group) => `${group.toLowerCase().replaceAll(' ', '-')}.md`;
const link = (/** @type {string} */ name) => `[\`${name}\`](${anchors.get(name)})`;
/** GitHub numbers headings that differ only in case. */
const anchors = new Map(
  groups.flatMap((group) => {
    const seen = [group.name.toLowerCase()];
    return valuesFirst(group).map(({ name }) => {
      const before = seen.filter((other) => other === name.toLowerCase()).length;
      seen.push(name.toLowerCase());
      return [name, `${pageOf(group.name)}#${name.toLowerCase()}${before === 0 ? '' : `-${before}`}`];
    });
  }),
);

function valuesFirst(/** @type {any} */ { exports }) {
  return [...exports.filter((one) => !one.isType), ...exports.filter((one) => one.isType)];
}
const oneLine = (/** @type {string} */ text) => text.replace(/\s*\n\s*/g, ' ').trim();

/** Prose with its links: `{@link name}` and names in backticks. */
function prose(/** @type {string} */ text, /** @type {string} */ self = '') {
  const linked = text.replace(/\{@link (\w+)\}/g, '`$1`');
  return linked.replace(/`(\w+)`/g, (code, name) => (byName.has(name) && name !== self ? link(name) : code));
}

/** Stands around the exported names in the text of a type. */
const MARK = '\u0001';
const plain = (/** @type {string} */ text) => text.replaceAll(MARK, '');

/** The source of a type, with marks around the names that the index exports. */
function typeText(/** @type {any} */ node, /** @type {string} */ file) {
  const text = oneLine(node.getText().replace(/\/\*\*[\s\S]*?\*\//g, '')).replace(/^\| /, '');
  const unrolled = text
    .replace(/\(typeof (\w+)\)\[number\]/g, (_, name) => unionOf(namesInConstant(file, name)))
    .replace(/keyof typeof (\w+)/g, (_, name) => unionOf(namesInConstant(file, name)));
  return unrolled.replace(/'[^']*'|\b[A-Z]\w+/g, (name) => {
    const found = name.startsWith("'") ? undefined : declarationOf(file, name);
    const exported = found && exportedAs.get(found.node);
    return exported === undefined ? name : `${MARK}${exported}${MARK}`;
  });
}

const unionOf = (/** @type {string[]} */ names) => names.map((name) => `'${name}'`).join(' | ');
const code = (/** @type {string} */ text) => (text.trim() === '' ? text : `\`${text}\``.replaceAll('|', '\\|'));

/** A type as code in a table or a list, each exported name a link. */
function linkedType(/** @type {string} */ text) {
  return text
    .split(MARK)
    .map((part, i) => (i % 2 === 1 ? link(part) : code(part)))
    .join('');
}

/** A parameter that is taken apart is called by the last word of its type: `options`, `run`. */
function parameterName(/** @type {any} */ parameter) {
  if (ts.isIdentifier(parameter.name)) return parameter.name.text;
  if (ts.isArrayBindingPattern(parameter.name)) return 'interval';
  const words = parameter.type
    .getText()
    .replace(/,.*/, '')
    .match(/[A-Z][a-z]+(?=\W|$)/g);
  return words.at(-1).toLowerCase();
}

function parametersOf(/** @type {any} */ { node, file, doc }) {
  return node.parameters.map((/** @type {any} */ parameter) => {
    const name = parameterName(parameter);
    const initializer = parameter.initializer?.getText();
    const type = parameter.type ? typeText(parameter.type, file) : typeof JSON.parse(initializer.replaceAll("'", '"'));
    const isOptional = parameter.questionToken !== undefined || initializer !== undefined;
    const value = initializer === undefined || initializer === '{}' ? '' : `default \`${initializer}\``;
    return { name, type, isOptional, text: [doc.params.get(name), value].filter(Boolean).join('; ') };
  });
}

function signature(/** @type {any} */ one) {
  const parameters = parametersOf(one).map(({ name, type, isOptional }) => `${name}${isOptional ? '?' : ''}: ${type}`);
  const generics = one.node.typeParameters?.map((parameter) => parameter.getText()).join(', ');
  const start = `${one.name}${generics === undefined ? '' : `<${generics}>`}(`;
  const end = `): ${typeText(one.node.type, one.file)}`;
  const line = plain(`${start}${parameters.join(', ')}${end}`);
  return line.length <= WIDTH
    ? line
    : `${start}\n${plain(parameters.map((parameter) => `  ${parameter},\n`).join(''))}${plain(end)}`;
}

/** Lines of at most `WIDTH` characters, broken at blanks. */
function wrapped(/** @type {string} */ text) {
  return text.replace(new RegExp(`(.{1,${WIDTH}})(?: |$)`, 'g'), (_, line) => `${line}\n  `).trim();
}

const fenced = (/** @type {string} */ text) => `\`\`\`ts\n${text}\n\`\`\``;

function valueSection(/** @type {any} */ one) {
  const { name, node, doc } = one;
  if (!ts.isFunctionDeclaration(node)) {
    const { type } = node.declarationList.declarations[0];
    const examples = doc.examples.map(fenced);
    return [
      `### ${name}`,
      `${code(`${name}:`)} ${linkedType(typeText(type, one.file))}`,
      prose(doc.text, name),
      ...examples,
    ];
  }
  const parameters = parametersOf(one).map(
    ({ name: parameter, type, text }) =>
      `- \`${parameter}\` (${linkedType(type)})${text === '' ? '' : `: ${oneLine(prose(text, name))}`}`,
  );
  const result = typeText(node.type, one.file);
  const isVoid = /^(void|Promise<void>)$/.test(result);
  return [
    `### ${name}`,
    fenced(signature(one)),
    prose(doc.text, name),
    parameters.join('\n'),
    isVoid && doc.returns === ''
      ? ''
      : `**Returns** ${linkedType(result)}${doc.returns === '' ? '' : `: ${oneLine(prose(doc.returns, name))}`}`,
    doc.throws.map((text) => `**Throws** ${oneLine(prose(text, name))}`).join('\n\n'),
    ...doc.examples.map(fenced),
  ].filter((part) => part !== '');
}

function typeSection(/** @type {any} */ { name, node, file, doc }) {
  const start = [`### ${name}`, prose(doc.text, name)];
  if (!ts.isInterfaceDeclaration(node)) {
    const type = typeText(node.type, file);
    return [
      ...start,
      type.length < 2 * WIDTH
        ? `${code(`${name} =`)} ${linkedType(type)}`
        : fenced(wrapped(`type ${name} = ${plain(type)}`)),
    ];
  }
  const bases = (node.heritageClauses ?? []).flatMap((clause) =>
    clause.types.map((type) => linkedType(typeText(type, file))),
  );
  const rows = node.members.map((/** @type {any} */ member) => {
    const type = ts.isMethodSignature(member)
      ? `(${member.parameters.map((parameter) => parameter.getText()).join(', ')}) => ${typeText(member.type, file)}`
      : typeText(member.type, file);
    const label = `${member.name.getText()}${member.questionToken ? '?' : ''}`;
    return `| \`${label}\` | ${linkedType(type)} | ${oneLine(prose(docOf(member).text, name)).replaceAll('|', '\\|')} |`;
  });
  return [
    ...start,
    bases.length === 0 ? '' : `Extends ${bases.join(' and ')}.`,
    rows.length === 0 ? '' : ['| member | type | meaning |', '| --- | --- | --- |', ...rows].join('\n'),
  ].filter((part) => part !== '');
}

function page(/** @type {any} */ { name, intro, exports }) {
  const [values, types] = [exports.filter((one) => !one.isType), exports.filter((one) => one.isType)];
  const summary = values.map(
    (one) => `| ${link(one.name)} | ${prose(firstSentence(one.doc.text)).replaceAll('|', '\\|')} |`,
  );
  return [
    NOTE,
    `# ${name}`,
    `${intro[0].toUpperCase()}${intro.slice(1)} [All groups](README.md)`,
    ['| name | what it does |', '| --- | --- |', ...summary].join('\n'),
    ...values.flatMap(valueSection),
    ...(types.length === 0 ? [] : ['## Types', ...types.flatMap(typeSection)]),
    '',
  ].join('\n\n');
}

const firstSentence = (/** @type {string} */ text) =>
  oneLine(/^[\s\S]*?((?<!\bal)\.(?=\s|$)|:(?=\n\n))/.exec(text)?.[0] ?? text).replace(/:$/, '.');

function contents() {
  const sections = groups.flatMap(({ name, intro, exports }) => {
    const list = (/** @type {boolean} */ isType) =>
      exports.filter((one) => one.isType === isType).map((one) => link(one.name));
    const types = list(true);
    return [
      `## [${name}](${pageOf(name)})`,
      `${intro[0].toUpperCase()}${intro.slice(1)}`,
      list(false).join(', '),
      ...(types.length === 0 ? [] : [`Types: ${types.join(', ')}`]),
    ];
  });
  const start =
    "In a notebook: `import * as thaw from '../dist';`. The groups follow the order in which a notebook uses them.";
  return [NOTE, '# API', start, ...sections, ''].join('\n\n');
}

/** The pages of docs/api by the names of their files. @returns {Map<string, string>} */
export function pages() {
  return new Map([
    ['README.md', contents()],
    ...groups.map((group) => /** @type {const} */ ([pageOf(group.name), page(group)])),
  ]);
}

/** The `@param` tags that no parameter of their function has. @returns {string[]} */
export function unknownParameters() {
  const functions = [...byName.values()].filter(({ node }) => ts.isFunctionDeclaration(node));
  return functions.flatMap((one) => {
    const names = one.node.parameters.map(parameterName);
    return [...one.doc.params.keys()].filter((name) => !names.includes(name)).map((name) => `${name} of ${one.name}`);
  });
}

if (process.argv[1] === import.meta.filename) {
  mkdirSync(import.meta.dirname, { recursive: true });
  for (const [file, text] of pages()) writeFileSync(path.join(import.meta.dirname, file), text);
}
