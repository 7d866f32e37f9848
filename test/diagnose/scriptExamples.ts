import { augmentedValidation } from '../../src/diagnose/checks/script/augmentedValidation.js';
import { flagsWithoutCompile } from '../../src/diagnose/checks/script/flagsWithoutCompile.js';
import { labelFormMismatch } from '../../src/diagnose/checks/script/labelFormMismatch.js';
import { lastLayerMismatch } from '../../src/diagnose/checks/script/lastLayerMismatch.js';
import { leakingSplit } from '../../src/diagnose/checks/script/leakingSplit.js';
import { linearLayers } from '../../src/diagnose/checks/script/linearLayers.js';
import { misleadingMetric } from '../../src/diagnose/checks/script/misleadingMetric.js';
import { orderedSplit } from '../../src/diagnose/checks/script/orderedSplit.js';
import { selectionAsResult } from '../../src/diagnose/checks/script/selectionAsResult.js';
import { shuffledPredictions } from '../../src/diagnose/checks/script/shuffledPredictions.js';
import type { CheckOf } from '../../src/diagnose/docs/checkDocs.js';
import type { Finding } from '../../src/diagnose/finding.js';
import type { ScriptReading } from '../../src/script/reading/readScript.js';
import { readingOf } from '../script/reading/readingOf.js';

/** A script in which the check finds something. */
interface ScriptExample {
  check(reading: ScriptReading): Finding[];
  script: string;
}

/** Start of scripts of which only the end matters. */
const START = `
from keras.applications import VGG16
from keras.callbacks import EarlyStopping
from keras.layers import Dense, Dropout
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator
import numpy as np

augmenting = ImageDataGenerator(rotation_range=20, horizontal_flip=True, validation_split=0.2)
plain = ImageDataGenerator(validation_split=0.2)
train = augmenting.flow_from_directory('leaves', classes=['ash', 'elm', 'oak'], subset='training')
valid = plain.flow_from_directory('leaves', classes=['ash', 'elm', 'oak'], subset='validation')
base = VGG16(include_top=False, pooling='avg')
`;

const END = `
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
`;

const SCRIPTS: Readonly<Record<CheckOf<'script'>, ScriptExample>> = {
  'flags-without-compile': {
    check: flagsWithoutCompile,
    script: `
from tensorflow.keras.applications import InceptionV3
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Model

base = InceptionV3(weights='imagenet', include_top=False, pooling='avg')
base.trainable = False
model = Model(base.input, Dense(7, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
base.trainable = True
model.fit(train, epochs=5)
`,
  },
  'last-layer-mismatch': {
    check: lastLayerMismatch,
    script: `${START}
model = Model(base.input, Dense(1, activation='softmax')(base.output))
model.compile('adam', 'binary_crossentropy')
model.fit_generator(train)
`,
  },
  'label-form-mismatch': {
    check: labelFormMismatch,
    script: `${START}
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile('adam', 'sparse_categorical_crossentropy')
model.fit_generator(train)
`,
  },
  'misleading-metric': {
    check: misleadingMetric,
    script: `${START}
model = Model(base.input, Dense(3, activation='sigmoid')(base.output))
model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
model.fit_generator(train, nb_epoch=5)
`,
  },
  'linear-layers': {
    check: linearLayers,
    script: `${START}
x = Dropout(0.5)(Dense(256)(base.output))
model = Model(base.input, Dense(3, activation='softmax')(x))
model.compile('adam', 'categorical_crossentropy')
model.fit_generator(train)
`,
  },
  'augmented-validation': {
    check: augmentedValidation,
    script: `${START}
valid = augmenting.flow_from_directory('leaves', subset='validation')
${END}
model.fit_generator(train, validation_data=valid)
`,
  },
  'leaking-split': {
    check: leakingSplit,
    script: `${START}
train = augmenting.flow_from_directory('leaves')
${END}
model.fit_generator(train, validation_data=valid)
`,
  },
  'ordered-split': {
    check: orderedSplit,
    script: `${START}
ordered = plain.flow_from_directory('leaves', class_mode=None, shuffle=False)
features = base.predict_generator(ordered)
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
model.fit(features, labels, validation_split=0.2)
`,
  },
  'shuffled-predictions': {
    check: shuffledPredictions,
    script: `${START}
from sklearn.metrics import confusion_matrix
${END}
model.fit_generator(train, validation_data=valid)
predicted = np.argmax(model.predict_generator(valid), axis=1)
print(confusion_matrix(valid.classes, predicted))
`,
  },
  'selection-as-result': {
    check: selectionAsResult,
    script: `${START}${END}
model.fit_generator(train, validation_data=valid, callbacks=[EarlyStopping(patience=3)])
model.evaluate_generator(valid)
`,
  },
};

const found = await Promise.all(
  Object.entries(SCRIPTS).map(async ([name, { check, script }]) => {
    const findings = check(await readingOf(script.trimStart()));
    return [name, () => findings] as const;
  }),
);

/** What each check of a script's text finds in a small script. */
export const SCRIPT_EXAMPLES = Object.fromEntries(found) as Record<CheckOf<'script'>, () => Finding[]>;
