import { expect, test } from 'vitest';
import { compilerArguments } from '../../setup/compileAddon.mjs';

test('the compiler gets every source of the addon and where to find TensorFlow at run time', () => {
  const linux = compilerArguments('out.node', 'linux');
  const sources = linux.filter((argument) => argument.endsWith('.cc'));
  expect(sources.length).toBeGreaterThan(1);
  expect(sources).toEqual([...sources].sort());
  expect(linux).toContain('-Wl,-rpath,$ORIGIN/../../deps/lib');
  expect(linux.slice(-2)).toEqual(['-o', 'out.node']);
});

test('on macOS the functions of Node are left to be found later', () => {
  const mac = compilerArguments('out.node', 'darwin');
  expect(mac).toContain('-Wl,-rpath,@loader_path/../../deps/lib');
  expect(mac).toContain('-Wl,-undefined,dynamic_lookup');
});
