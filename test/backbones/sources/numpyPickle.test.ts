import { expect, test } from 'vitest';
import { readArrays } from '../../../src/backbones/sources/numpyPickle.js';

// Of NumPy 2.4, `pickle.dumps({'a': [...]}, protocol=3)`, with the module's name of NumPy 1.
const HEAD = '80037d710058010000006171015d7102';
const ARRAY =
  '636e756d70792e636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7103636e756d70790a6e6461727261790a71044b008571054301627106877107527108284b01';
/** `np.arange(6, dtype=np.float32).reshape(1, 2, 3)` and `np.array([-1.5], dtype=np.float32)`. */
const ARRAYS = `${HEAD}28${ARRAY}4b014b024b03877109636e756d70790a64747970650a710a58020000006634710b898887710c52710d284b0358010000003c710e4e4e4e4affffffff4affffffff4b0074710f62894318000000000000803f0000004000004040000080400000a040711074711162680368044b008571126806877113527114284b014b01857115680d8943040000c0bf71167471176265732e`;
/** `np.arange(2.0)`. */
const FLOAT64 = `${HEAD}${ARRAY}4b02857109636e756d70790a64747970650a710a58020000006638710b898887710c52710d284b0358010000003c710e4e4e4e4affffffff4affffffff4b0074710f628943100000000000000000000000000000f03f71107471116261732e`;
/** `np.asfortranarray(np.ones((2, 2), np.float32))`. */
const FORTRAN = `${HEAD}${ARRAY}4b024b02867109636e756d70790a64747970650a710a58020000006634710b898887710c52710d284b0358010000003c710e4e4e4e4affffffff4affffffff4b0074710f628843100000803f0000803f0000803f0000803f71107471116261732e`;
/** `{'a': [object that calls os.system('true')]}`. */
const CALL = `${HEAD}63706f7369780a73797374656d0a7103580400000074727565710485710552710661732e`;

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

test('arrays are read with their shapes', () => {
  expect([...readArrays(bytes(ARRAYS))]).toEqual([
    [
      'a',
      [
        { shape: [1, 2, 3], values: Float32Array.of(0, 1, 2, 3, 4, 5) },
        { shape: [1], values: Float32Array.of(-1.5) },
      ],
    ],
  ]);
});

test('a file that is cut short anywhere is an error', () => {
  const whole = bytes(ARRAYS);
  for (let length = 0; length < whole.length; length++) {
    expect(() => readArrays(whole.subarray(0, length)), String(length)).toThrow(Error);
  }
});

test('a file that would run a command is refused', () => {
  expect(() => readArrays(bytes(CALL))).toThrow('Its pickle asks for posix system.');
});

test.each([
  ['float64', FLOAT64],
  ["Fortran's order", FORTRAN],
])('an array in %s is refused, not read as something else', (_, hex) => {
  expect(() => readArrays(bytes(hex))).toThrow('is not of float32, little-endian, in C order');
});

test('a pickle of something else is refused', () => {
  // pickle.dumps([1], 2), pickle.dumps({'a': [1]}, 2)
  expect(() => readArrays(bytes('80025d71004b01612e'))).toThrow('It is not a dictionary of arrays.');
  expect(() => readArrays(bytes('80027d710058010000006171015d71024b0161732e'))).toThrow(
    'It is not a dictionary of arrays.',
  );
});
