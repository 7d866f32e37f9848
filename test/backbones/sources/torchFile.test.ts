import { expect, test } from 'vitest';
import { readPickle } from '../../../src/backbones/sources/pickle.js';
import { readTorchFile } from '../../../src/backbones/sources/torchFile.js';

/** `[1, 2, 300, -5, None, True, 'naïve']`, and an object that calls `os.system('true')`; `pickle.dumps(..., 2)`. */
const LIST = Buffer.from('80025d7100284b014b024d2c014afbffffff4e8858060000006e61c3af76657101652e', 'hex');
const CALL = Buffer.from('800263706f7369780a73797374656d0a710058040000007472756571018571025271032e', 'hex');

test("a pickle's values are read", () => {
  const { value, end } = readPickle(LIST, 0, {}, () => undefined);
  expect(value).toEqual([1, 2, 300, -5, null, true, 'naïve']);
  expect(end).toBe(LIST.length);
});

test('a pickle that would run a command is refused', () => {
  expect(() => readPickle(CALL, 0, {}, () => undefined)).toThrow('Its pickle asks for posix system.');
});

test('a file that is cut short anywhere is an error, and so is one of something else', () => {
  const file = torchFile();
  const [[name, tensor]] = readTorchFile(file);
  expect(name).toBe('weight');
  // Shape [2, 3] with strides [1, 2] over 0 ... 5: columns stand together.
  expect(tensor).toEqual({ shape: [2, 3], values: Float32Array.of(0, 2, 4, 1, 3, 5) });
  for (let length = 0; length < file.length; length++) {
    expect(() => readTorchFile(file.subarray(0, length)), String(length)).toThrow();
  }
  expect(() => readTorchFile(Buffer.from('PK\x03\x04'))).toThrow("It is no file in PyTorch's legacy format.");
});

/** What `torch.save({'weight': ...}, _use_new_zipfile_serialization=False)` writes, less what nothing reads. */
function torchFile(): Buffer {
  const text = (value: string): string => `X${String.fromCharCode(value.length)}\0\0\0${value}`;
  const storage = `(${text('storage')}ctorch\nFloatStorage\n${text('7')}${text('cpu')}K\x06NtQ`;
  const tensor = `ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\0K\x02K\x03\x86K\x01K\x02\x86\x89ccollections\nOrderedDict\n)RtR`;
  const pickles = [
    Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex'),
    Buffer.from('\x80\x02M\xe9\x03.', 'latin1'),
    Buffer.from('\x80\x02}.', 'latin1'),
    Buffer.from(`\x80\x02ccollections\nOrderedDict\n)R${text('weight')}${tensor}s.`, 'latin1'),
    Buffer.from(`\x80\x02]${text('7')}a.`, 'latin1'),
  ];
  const count = Buffer.from([6, 0, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([...pickles, count, Buffer.from(Float32Array.of(0, 1, 2, 3, 4, 5).buffer)]);
}
