import { expect, test } from 'vitest';
import type { Finding } from '../../../src/diagnose/finding.js';
import { scriptFixes } from '../../../src/diagnose/fixes/scriptFixes.js';
import { readingOf } from '../../script/reading/readingOf.js';

test('a change that edits nothing is no fix', async () => {
  const reading = await readingOf(`from tensorflow.keras import Sequential
from tensorflow.keras.layers import Dense
model = Sequential([Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit(x, y)
`);
  const finding: Finding = {
    check: 'misleading-metric',
    severity: 'warning',
    summary: 'The metric counts something else.',
    evidence: [],
    fix: { text: "Write metrics=['accuracy']." },
  };
  const [fixed] = scriptFixes([{ reading, finding }]);
  expect(fixed?.change).toEqual({ reason: 'the line to change is not found' });
});
