import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { UserError } from '../../base/errors.js';
import { product, sum } from '../../base/sum.js';
import { readIfExists } from '../../base/wholeFile.js';
import { tf } from '../../engine/tensorflow.js';
import type { RawWeight } from '../network/weights.js';
import { type Named, weightsOfLeaf } from './keras2File.js';
import { parseConfig } from './modelConfig.js';
import { type StoredModel, storedLayers } from './storedLayers.js';

interface ModelJson {
  modelTopology?: { model_config?: unknown };
  weightsManifest?: ManifestGroup[];
}

/** tfjs' own type has no name outside of it. */
export type ManifestEntry = Parameters<typeof tf.io.decodeWeights>[1][number];

export interface ManifestGroup {
  paths: string[];
  weights: ManifestEntry[];
}

/**
 * What stands in a layers model of tfjs: `model.json` and, beside it, the shards that it names. Quantised weights are
 * made float32.
 *
 * @throws UserError if it is something else, or a shard is missing or too short
 */
export async function readTfjs(file: string): Promise<StoredModel> {
  const { modelTopology, weightsManifest } = await readModelJson(file);
  const config = parseConfig(modelTopology?.model_config ?? modelTopology, file);
  const weights: Named[] = [];
  for (const group of weightsManifest ?? []) weights.push(...decode(group, await readShards(file, group), file));
  return { config, layers: storedLayers(config, (leaf) => weightsOfLeaf(weights, leaf)) };
}

/** Paths of the shards that a `model.json` names. */
export async function shardsOf(file: string): Promise<string[]> {
  const { weightsManifest } = await readModelJson(file);
  return (weightsManifest ?? []).flatMap(({ paths }) => paths.map((shard) => path.join(path.dirname(file), shard)));
}

async function readModelJson(file: string): Promise<ModelJson> {
  let json: ModelJson | null;
  try {
    json = JSON.parse(await fs.readFile(file, 'utf8')) as ModelJson | null;
  } catch (error) {
    throw new UserError(
      `${file} is expected to be a complete model.json of tfjs.`,
      (error as Error).message,
      'Copy it again.',
    );
  }
  if (Array.isArray(json?.weightsManifest) && typeof json.modelTopology === 'object') return json;
  throw new UserError(
    `${file} is expected to be the model.json of a tfjs layers model, with modelTopology and weightsManifest.`,
    `JSON with ${
      Object.keys(json ?? {})
        .slice(0, 5)
        .join(', ') || 'nothing'
    }`,
    'Name the model.json that `tensorflowjs_converter` or `model.save` wrote.',
  );
}

async function readShards(file: string, { paths }: ManifestGroup): Promise<Buffer> {
  const shards: Buffer[] = [];
  for (const shard of paths) {
    const bytes = await readIfExists(path.join(path.dirname(file), shard));
    if (bytes === undefined) {
      throw new UserError(
        `The weights of ${file} are expected beside it.`,
        `no file ${shard}`,
        'Copy all shards, too.',
      );
    }
    shards.push(bytes);
  }
  return Buffer.concat(shards);
}

function decode({ paths, weights }: ManifestGroup, bytes: Buffer, file: string): Named[] {
  const wanted = sum(weights, (entry) => bytesOf(entry, file));
  if (bytes.length !== wanted) {
    throw new UserError(
      `The shards ${paths.join(', ')} of ${file} are expected to have ${wanted} bytes.`,
      `${bytes.length}`,
      'Copy them again.',
    );
  }
  // Copied: a Buffer may begin anywhere in its memory.
  const whole = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const tensors = tf.io.decodeWeights(whole, weights);
  try {
    return weights.map(({ name }): Named => {
      const { shape } = tensors[name]!;
      const weight: RawWeight = { shape, values: Float32Array.from(tensors[name]!.dataSync()) };
      return { name, weight };
    });
  } finally {
    tf.dispose(tensors);
  }
}

const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 };

function bytesOf({ name, shape, dtype, quantization }: ManifestEntry, file: string): number {
  const bytes = BYTES[quantization?.dtype ?? dtype];
  if (bytes !== undefined) return bytes * product(shape);
  throw new UserError(`Numeric weights were expected in ${file}.`, `${name} of ${dtype}`, 'Save the model in float32.');
}
