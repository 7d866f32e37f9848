import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RawWeight } from '../../src/backbones/network/weights.js';
import { python } from './python.js';

/**
 * As `python`, for tensors that are too many for JSON: the script finds `tensors`, a dictionary of float32 arrays, and
 * leaves a dictionary of such under `results`, beside what JSON can hold under `answer`.
 */
export function pythonWithTensors(
  script: string,
  input: unknown,
  tensors: ReadonlyMap<string, RawWeight>,
): { answer: unknown; results: Map<string, RawWeight> } {
  const folder = mkdtempSync(path.join(tmpdir(), 'thaw-tensors-'));
  try {
    writeTensors(path.join(folder, 'given'), tensors);
    const whole = `${READ_AND_WRITE}\ngiven, exchange = given['input'], given['folder']\ntensors = read(exchange + '/given')\nresults = {}\n${script}\nwrite(exchange + '/results', results)`;
    const answer = python(whole, { input, folder });
    return { answer, results: readTensors(path.join(folder, 'results')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An index in JSON beside the values of all tensors, one after the other. */
const READ_AND_WRITE = `
import numpy as np
def read(file):
    values, tensors, start = np.fromfile(file + '.f32', '<f4'), {}, 0
    for name, shape in json.load(open(file + '.json')):
        size = int(np.prod(shape))
        tensors[name] = values[start:start + size].reshape(shape)
        start += size
    return tensors
def write(file, tensors):
    json.dump([[name, list(value.shape)] for name, value in tensors.items()], open(file + '.json', 'w'))
    with open(file + '.f32', 'wb') as out:
        for value in tensors.values():
            out.write(np.ascontiguousarray(value, '<f4').tobytes())
answer = None
`;

function writeTensors(file: string, tensors: ReadonlyMap<string, RawWeight>): void {
  writeFileSync(`${file}.json`, JSON.stringify([...tensors].map(([name, { shape }]) => [name, shape])));
  const parts = [...tensors.values()].map(({ values: v }) => Buffer.from(v.buffer, v.byteOffset, v.byteLength));
  writeFileSync(`${file}.f32`, Buffer.concat(parts));
}

function readTensors(file: string): Map<string, RawWeight> {
  const bytes = readFileSync(`${file}.f32`);
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const index = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as [name: string, shape: number[]][];
  let start = 0;
  return new Map(
    index.map(([name, shape]) => {
      const end = start + shape.reduce((product, n) => product * n, 1);
      const tensor = { shape, values: values.subarray(start, end) };
      start = end;
      return [name, tensor];
    }),
  );
}
