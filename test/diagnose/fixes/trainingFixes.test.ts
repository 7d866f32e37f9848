import { expect, test } from 'vitest';
import { checkpointOfScript } from '../../../src/diagnose/checks/script/checkpointOfScript.js';
import { flagsWithoutEffect } from '../../../src/diagnose/checks/script/flagsWithoutEffect.js';
import { unknownMonitorOfScript } from '../../../src/diagnose/checks/script/unknownMonitorOfScript.js';
import type { Finding } from '../../../src/diagnose/finding.js';
import type { ScriptFix } from '../../../src/diagnose/fixes/scriptFixes.js';
import { bestWeightsFix, flagFix, monitorFix } from '../../../src/diagnose/fixes/trainingFixes.js';
import { patchedText } from '../../../src/script/edit/patchedText.js';
import { sourceOf } from '../../../src/script/edit/sourceFile.js';
import { readParsed, type ScriptReading } from '../../../src/script/reading/readScript.js';
import { parseSource } from '../../../src/script/syntax/parseScript.js';

const NONE = { python: 'no such program' };

/** The text of a script after the fix of the first finding of a check; the check then finds nothing. */
async function fixed(check: (reading: ScriptReading) => Finding[], fix: ScriptFix, text: string): Promise<string> {
  const script = await parseSource('train.py', text, NONE);
  const reading = readParsed(script);
  const [finding] = check(reading);
  const change = fix(reading, finding!);
  if ('reason' in change) return change.reason;
  const patched = patchedText(sourceOf('train.py', Buffer.from(text)), script, change.edits);
  expect(check(readParsed(await parseSource('train.py', patched, NONE)))).toEqual([]);
  return patched;
}

const SCRIPT = `from tensorflow.keras import Sequential
from tensorflow.keras.applications import ResNet50
from tensorflow.keras.callbacks import EarlyStopping, ModelCheckpoint
from tensorflow.keras.layers import Dense, Rescaling
base = ResNet50(weights='imagenet', include_top=False, pooling='avg')
for layer in base.layers:
    layer.training = False
model = Sequential([Rescaling(1 / 255), base, Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
stopping = EarlyStopping(monitor="val_acc", patience=3)
model.fit(train, validation_data=val, epochs=50, callbacks=[stopping])
`;

test('the name that is logged takes the place of the one that is watched', async () => {
  const patched = await fixed(unknownMonitorOfScript, monitorFix, SCRIPT);
  expect(patched).toBe(SCRIPT.replace('"val_acc"', '"val_accuracy"'));
});

test('early stopping gets the best weights', async () => {
  const patched = await fixed(checkpointOfScript, bestWeightsFix, SCRIPT);
  expect(patched).toContain('EarlyStopping(monitor="val_acc", patience=3, restore_best_weights=True)');
});

test('a reversed mode becomes the one of what is monitored, however it is given', async () => {
  const stopping = 'EarlyStopping(monitor="val_acc", patience=3)';
  for (const [reversed, expected] of [
    [
      'EarlyStopping(monitor="val_acc", mode="min", restore_best_weights=True)',
      `EarlyStopping(monitor="val_acc", mode='max', restore_best_weights=True)`,
    ],
    ['EarlyStopping("val_loss", 0, 3, 0, "max", None, True)', `EarlyStopping("val_loss", 0, 3, 0, 'min', None, True)`],
    [
      'ModelCheckpoint("b.h5", "val_acc", 0, True, False, "min")',
      `ModelCheckpoint("b.h5", "val_acc", 0, True, False, 'max')`,
    ],
  ] as const) {
    const patched = await fixed(checkpointOfScript, bestWeightsFix, SCRIPT.replace(stopping, reversed));
    expect(patched).toBe(SCRIPT.replace(stopping, expected));
  }
});

test('trainable takes the place of another attribute', async () => {
  const patched = await fixed(flagsWithoutEffect, flagFix, SCRIPT);
  expect(patched).toBe(SCRIPT.replace('layer.training', 'layer.trainable'));
});

test('where the name depends on the version, the metric gets the one that is the same in all', async () => {
  const old = SCRIPT.replaceAll('tensorflow.keras', 'keras')
    .replace(', Rescaling', '')
    .replace('Rescaling(1 / 255), ', '');
  expect(await fixed(unknownMonitorOfScript, monitorFix, old)).toBe(
    old.replace("metrics=['accuracy']", "metrics=['acc']"),
  );
  const plotted = `${old}plt.plot(history.history['accuracy'])\n`;
  expect(await fixed(unknownMonitorOfScript, monitorFix, plotted)).toContain('--keras');
});

test('what later lines may want is told in words', async () => {
  const checkpoint = SCRIPT.replace(
    'EarlyStopping(monitor="val_acc", patience=3)',
    "ModelCheckpoint('b.h5', save_best_only=True)",
  );
  expect(await fixed(checkpointOfScript, bestWeightsFix, `${checkpoint}model.evaluate(test)\n`)).toContain(
    'on purpose',
  );
});
