import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pages, unknownParameters } from '../../docs/api/generate.mjs';
import { declarationOf, readGroups, typesNamedBy } from '../../docs/api/publicFace.mjs';

const DOCS = path.join(import.meta.dirname, '../../docs/api');
const groups = readGroups();
const exported = groups.flatMap((group) => group.exports);

test('docs/api is what the doc comments say', () => {
  const written = readdirSync(DOCS).filter((file) => file.endsWith('.md'));
  expect(written.sort(), 'run npm run docs:api').toEqual([...pages().keys()].sort());
  for (const [file, text] of pages()) {
    const isCurrent = readFileSync(path.join(DOCS, file), 'utf8') === text;
    expect(isCurrent, `docs/api/${file} is out of date: run npm run docs:api`).toBe(true);
  }
});

test('every export has a doc comment, and every value an example', () => {
  expect(exported.filter(({ doc }) => doc.text === '').map(({ name }) => name)).toEqual([]);
  const values = exported.filter(({ isType }) => !isType);
  expect(values.filter(({ doc }) => doc.examples.length === 0).map(({ name }) => name)).toEqual([]);
  const examples = values.flatMap(({ name, doc }) => doc.examples.map((example) => [name, example]));
  expect(examples.filter(([name, example]) => !example.includes(name))).toEqual([]);
});

test('every type in the signature of an export is exported', () => {
  const known = new Set(exported.map(({ node }) => node));
  const values = exported.filter(({ isType }) => !isType);
  const missing = values.flatMap(({ name, file, node }) =>
    typesNamedBy(node).flatMap((type) => {
      const found = declarationOf(file, type);
      return found === undefined || known.has(found.node) ? [] : [`${type} in ${name}`];
    }),
  );
  expect(missing).toEqual([]);
});

test('every documented parameter exists', () => {
  expect(unknownParameters()).toEqual([]);
});
