import { expect, test } from 'vitest';
import { parseVersion } from '../../src/script/keras/kerasVersion.js';
import { unknownMonitorOf } from '../../src/script/keras/versionMeaning.js';
import { python } from './python.js';

const CALLBACKS = {
  EarlyStopping: '',
  ModelCheckpoint: "filepath=folder + '/a.keras', save_best_only=True, ",
  ReduceLROnPlateau: '',
};
/** What is watched, whether `fit` gets validation data, and whether Keras 3 then knows which direction is better. */
const WATCHED = [
  { monitor: "monitor='val_acc'", hasValidation: true, isDirected: false },
  { monitor: "monitor='val_acc', mode='max'", hasValidation: true, isDirected: true },
  { monitor: "monitor='val_loss'", hasValidation: false, isDirected: true },
  { monitor: "monitor='val_accuracy'", hasValidation: false, isDirected: true },
];
const CASES = Object.entries(CALLBACKS).flatMap(([className, settings]) =>
  WATCHED.map((watched) => ({ className, settings, ...watched })),
);

test("what callbacks do with a monitor that is not logged is what the environment's Keras does", () => {
  const { version, outcomes } = python(
    `
import tempfile, warnings
import numpy as np
import keras
x, y = np.zeros((8, 4), 'float32'), np.zeros((8, 1), 'float32')
def outcome(case):
    model = keras.Sequential([keras.layers.Dense(1, activation='sigmoid')])
    model.compile('sgd', 'binary_crossentropy', metrics=['accuracy'])
    data = {'validation_data': (x, y)} if case['hasValidation'] else {}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter('always')
        callback = eval('keras.callbacks.' + case['className'] + '(' + case['settings'] + case['monitor'] + ')', globals(), {'folder': folder})
        try:
            model.fit(x, y, epochs=2, verbose=0, callbacks=[callback], **data)
        except ValueError as error:
            return 'error' if 'monitor=' in str(error) else str(error)
        told = [str(one.message) for one in warned if 'available' in str(one.message)]
        return 'warning' if len(told) == 2 else str(told)
answer = {'version': keras.__version__, 'outcomes': [outcome(case) for case in given]}
`,
    CASES,
  ) as { version: string; outcomes: string[] };
  const { major, minor } = parseVersion(version)!;
  const expected = CASES.map(({ className, isDirected }) =>
    unknownMonitorOf(className, isDirected, [{ flavor: 'keras', major, minor: minor! }]).readings.map(
      ({ value }) => value,
    ),
  );
  expect(outcomes.map((one) => [one])).toEqual(expected);
});
