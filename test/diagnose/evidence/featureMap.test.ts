import { expect, test } from 'vitest';
import { featureMapOf } from '../../../src/diagnose/evidence/featureMap.js';
import { readingOf } from '../../script/reading/readingOf.js';

const SIDES = [96, 97, 128, 150, 160, 180, 200, 224, 229, 256, 299, 331];

/** Sides of the feature map for images of these sides. Recorded with `compute_output_shape` of Keras 3.15.1. */
const RECORDED: Record<string, { features: number; sides: number[] }> = {
  VGG16: { features: 512, sides: [3, 3, 4, 4, 5, 5, 6, 7, 7, 8, 9, 10] },
  ResNet50: { features: 2048, sides: [3, 4, 4, 5, 5, 6, 7, 7, 8, 8, 10, 11] },
  ResNet50V2: { features: 2048, sides: [3, 4, 4, 5, 5, 6, 7, 7, 8, 8, 10, 11] },
  InceptionV3: { features: 2048, sides: [1, 1, 2, 3, 3, 4, 4, 5, 5, 6, 8, 9] },
  InceptionResNetV2: { features: 1536, sides: [1, 1, 2, 3, 3, 4, 4, 5, 5, 6, 8, 9] },
  Xception: { features: 2048, sides: [3, 3, 4, 5, 5, 6, 7, 7, 7, 8, 10, 11] },
  MobileNet: { features: 1024, sides: [3, 3, 4, 4, 5, 5, 6, 7, 7, 8, 9, 10] },
  MobileNetV2: { features: 1280, sides: [3, 3, 4, 4, 5, 5, 6, 7, 7, 8, 9, 10] },
  DenseNet121: { features: 1024, sides: [3, 3, 4, 4, 5, 5, 6, 7, 7, 8, 9, 10] },
  EfficientNetB0: { features: 1280, sides: [3, 3, 4, 4, 5, 5, 6, 7, 7, 8, 9, 10] },
  EfficientNetV2B0: { features: 1280, sides: [3, 4, 4, 5, 5, 6, 7, 7, 8, 8, 10, 11] },
};

test.each(Object.entries(RECORDED))(
  'the feature map of %s has the sides that Keras gives it',
  async (name, recorded) => {
    const script = `from keras.applications import ${name}\nbase = ${name}(include_top=False)\nbase.predict(x)\n`;
    const base = (await readingOf(script)).uses[0]!.node;
    const maps = SIDES.map((side) => featureMapOf(base, side, side)!);
    expect(maps.map(({ height }) => height)).toEqual(recorded.sides);
    expect(maps.map(({ width }) => width)).toEqual(recorded.sides);
    expect(new Set(maps.map(({ features }) => features))).toEqual(new Set([recorded.features]));
  },
);
