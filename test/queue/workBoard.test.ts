import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { byDigest, digestOfIndex, indexOf, packIndex } from '../../src/queue/imageIndex.js';
import { kindOf, type Requirements } from '../../src/queue/jobData.js';
import { KEYS, PREFIX, queueOfKind } from '../../src/queue/keys.js';
import { workBoard } from '../../src/queue/workBoard.js';
import { CLASSES } from './fakeTrainer.js';
import { IMAGES, type QueueWorld, queueWorld } from './queueWorld.js';
import { HAS_REDIS } from './redisServer.js';

let world: QueueWorld;
beforeAll(async () => {
  world = await queueWorld();
});
afterAll(() => world.end());
afterEach(() => world.clean());

describe.skipIf(!HAS_REDIS)('Kinds of jobs that a worker can do', () => {
  test('are found where the weights of another kind cannot be read now; that one is judged when they can', async () => {
    const { redis, close } = await world.connection();
    const index = indexOf(IMAGES, CLASSES, '/images');
    const images = digestOfIndex(index);
    await redis.set(KEYS.index(images), await packIndex(index));
    const asked: Requirements = { thaw: 'test', images, backbone: { name: 'SmallCnn', weights: 'random' } };
    const withWeights: Requirements = {
      ...asked,
      backbone: { name: 'SqueezeNet', weights: 'own.h5', digest: '0'.repeat(64) },
    };
    for (const one of [asked, withWeights]) {
      await redis.set(KEYS.kind(kindOf(one)), JSON.stringify(one));
      await redis.sadd(KEYS.open, kindOf(one));
      await redis.rpush(`${PREFIX}:${queueOfKind(kindOf(one))}:wait`, 'run');
    }
    let isBroken = true;
    const troubles: string[] = [];
    const weightsDigest = async (): Promise<string> => {
      if (isBroken) throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
      return '0'.repeat(64);
    };
    const board = workBoard(
      redis,
      { name: 'one', thaw: 'test', images: byDigest(IMAGES), weightsDigest },
      { interval: 0, onRefused: (why) => troubles.push(why), onTrouble: ({ message }) => troubles.push(message) },
    );
    const kinds = async (): Promise<string[]> => (await board.open()).map(({ kind }) => kind);
    expect(await kinds()).toEqual([kindOf(asked)]);
    expect(troubles).toEqual(['EIO: i/o error, read']);
    isBroken = false;
    expect(await kinds()).toEqual([kindOf(asked), kindOf(withWeights)].sort());
    close();
  });
});
