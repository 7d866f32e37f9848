import { expect, test } from 'vitest';
import { describeEnvironment } from '../../src/engine/environment.js';
import { bfloat16Support, checkPrecision, supportOf } from '../../src/engine/precision.js';
import { recorded } from '../../src/engine/record.js';
import { recordedWithState } from '../../src/engine/recordState.js';
import { tf } from '../../src/engine/tensorflow.js';

const SAPPHIRE_RAPIDS = 'processor\t: 0\nflags\t\t: fpu avx512f avx512_bf16 amx_bf16 avx512_fp16 amx_tile amx_int8\n';
const MACHINE = { platform: 'linux', gpu: false, oneDnn: true, processor: SAPPHIRE_RAPIDS } as const;

test('bfloat16 is available on a processor with AMX', () => {
  expect(supportOf(MACHINE)).toEqual({ isAvailable: true, reason: 'the processor has AMX' });
});

test.each([
  { what: 'AVX512_BF16 alone', change: { processor: 'flags\t\t: fpu avx512f avx512_bf16\n' }, reason: 'no AMX' },
  { what: 'AMX for integers alone', change: { processor: 'flags\t\t: amx_tile amx_int8\n' }, reason: 'no AMX' },
  { what: 'a model that is called amx_bf16', change: { processor: 'model name\t: amx_bf16\n' }, reason: 'no AMX' },
  { what: 'another system', change: { platform: 'darwin', processor: '' }, reason: 'unknown on darwin' },
  { what: 'a GPU', change: { gpu: true }, reason: 'GPU' },
  { what: "TensorFlow without oneDNN's kernels", change: { oneDnn: false }, reason: 'TF_ENABLE_ONEDNN_OPTS is 0' },
] as const)('bfloat16 is not available on $what, and the reason says so', ({ change, reason }) => {
  const support = supportOf({ ...MACHINE, ...change });
  expect(support.isAvailable).toBe(false);
  expect(support.reason).toContain(reason);
});

test('the environment says whether bfloat16 is available on this machine, and why', () => {
  expect(describeEnvironment().bfloat16).toEqual(bfloat16Support());
});

test('without AMX, bfloat16 is an error that says what is missing and what to set', () => {
  expect(() => checkPrecision('float32', { isAvailable: false, reason: 'the processor has no AMX' })).not.toThrow();
  expect(() => checkPrecision('bfloat16', { isAvailable: false, reason: 'the processor has no AMX' })).toThrow(
    /processor with AMX.*the processor has no AMX.*'float32'/s,
  );
});

test.skipIf(bfloat16Support().isAvailable)('on this machine without AMX, nothing is recorded in bfloat16', () => {
  expect(() => recorded((inputs) => inputs, { precision: 'bfloat16' })).toThrow('AMX');
  expect(() => recordedWithState((results, state) => ({ results, state }), [], { precision: 'bfloat16' })).toThrow(
    'AMX',
  );
});

test.skipIf(!bfloat16Support().isAvailable)('a function that cannot be a graph is an error in bfloat16', async () => {
  await tf.ready();
  const run = recorded(([x]) => [tf.add(x!, x!.dataSync()[0]!)], { precision: 'bfloat16' });
  expect(() => run([tf.ones([2])])).toThrow("Set 'precision' to 'float32'");
});
