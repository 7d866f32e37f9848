import { flagsWithoutCompile } from '../../src/diagnose/checks/script/flagsWithoutCompile.js';
import type { CheckOf } from '../../src/diagnose/docs/checkDocs.js';
import type { Finding } from '../../src/diagnose/finding.js';
import type { ScriptReading } from '../../src/script/reading/readScript.js';
import { readingOf } from '../script/reading/readingOf.js';

/** A script in which the check finds something. */
interface ScriptExample {
  check(reading: ScriptReading): Finding[];
  script: string;
}

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
};

const found = await Promise.all(
  Object.entries(SCRIPTS).map(async ([name, { check, script }]) => {
    const findings = check(await readingOf(script.trimStart()));
    return [name, () => findings] as const;
  }),
);

/** What each check of a script's text finds in a small script. */
export const SCRIPT_EXAMPLES = Object.fromEntries(found) as Record<CheckOf<'script'>, () => Finding[]>;
