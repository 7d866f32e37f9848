import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { removeUnfinished } from '../../setup/pythonEnvironment.mjs';

test('what killed runs left goes, what a file beside names stays', () => {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'thaw-environments-'));
  for (const name of ['key-1', 'key-2', 'key-22']) fs.mkdirSync(path.join(folder, name, 'bin'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'key.json'), JSON.stringify({ python: path.join(folder, 'key-22/bin/python') }));
  fs.writeFileSync(path.join(folder, 'half.json'), '{"python":');
  fs.writeFileSync(path.join(folder, 'key-1.txt'), '');
  removeUnfinished(folder);
  expect(fs.readdirSync(folder).sort()).toEqual(['half.json', 'key-22', 'key.json']);
  fs.rmSync(folder, { recursive: true });
});
