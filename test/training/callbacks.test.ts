import { expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { crc32c } from '../../src/training/callbacks/crc32c.js';
import { earlyStopping } from '../../src/training/callbacks/earlyStopping.js';
import { modelCheckpoint } from '../../src/training/callbacks/modelCheckpoint.js';
import { reduceLROnPlateau } from '../../src/training/callbacks/reduceLROnPlateau.js';

test('a metric that there is not is an error that lists those that there are, when the callback is made', () => {
  const made = [
    () => earlyStopping({ monitor: 'val_acc' }),
    () => reduceLROnPlateau({ monitor: 'val_acc' }),
    () => modelCheckpoint(() => undefined, { monitor: 'val_acc' }),
  ];
  for (const make of made) {
    expect(make).toThrow(UserError);
    expect(make).toThrow(
      'A metric to monitor is one of: loss, accuracy, val_loss, val_accuracy. Received: val_acc. Monitor val_accuracy.',
    );
  }
  expect(() => earlyStopping({ monitor: 'f1' })).toThrow('Received: f1. Monitor one of these.');
});

test('a factor that would not lower the rate is an error', () => {
  for (const factor of [0, 1, 2, Number.NaN]) expect(() => reduceLROnPlateau({ factor })).toThrow(UserError);
});

test('early stopping goes on from its state as if it had not been away, the baseline and a late start counted', () => {
  const options = { monitor: 'val_loss', patience: 3, baseline: 0.5, startFromEpoch: 2 };
  const losses = [0.9, 0.8, 0.7, 0.6, 0.55, 0.55, 0.55];
  const stoppedAt = (interruptedAfter: number): number | undefined => {
    let stopped: number | undefined;
    let callback = earlyStopping(options);
    losses.forEach((loss, i) => {
      if (i === interruptedAfter) {
        const state = callback.saveState!();
        callback = earlyStopping(options);
        callback.loadState!(state);
      }
      const logs = { loss, accuracy: 0, val_loss: loss, val_accuracy: 0, learning_rate: 0 };
      const stop = (): void => {
        stopped ??= i + 1;
      };
      callback.onEpochEnd!(i + 1, logs, { learningRate: 0, stop, snapshot: () => new Map(), restore: () => {} });
    });
    return stopped;
  };
  // Epochs 3, 4 and 5 are each the best so far, but none is better than the baseline: the sixth is the fourth in vain.
  expect(stoppedAt(-1)).toBe(6);
  expect(stoppedAt(4)).toBe(6);
});

// RFC 3720, B.4, and the check value of the catalogue of parametrised CRC algorithms.
test.each([
  { what: '32 zeros', bytes: new Uint8Array(32), crc: 0x8a9136aa },
  { what: '32 ones', bytes: new Uint8Array(32).fill(255), crc: 0x62a8ab43 },
  { what: '0 to 31', bytes: Uint8Array.from({ length: 32 }, (_, i) => i), crc: 0x46dd794e },
  { what: 'the digits 1 to 9', bytes: Buffer.from('123456789'), crc: 0xe3069283 },
])('the CRC-32C is that of the standard: $what', ({ bytes, crc }) => {
  expect(crc32c(bytes)).toBe(crc);
});
