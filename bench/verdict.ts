import { test } from 'vitest';
import { compareVerdict } from './harness/verdict.js';

const WHOLE = 7_200_000;

test(
  "both faults of the reference recipe on 14,278 images of 227x454, against Keras' first epoch",
  () => compareVerdict({ minutes: 10, target: 0.5, megabytes: 3072 }),
  WHOLE,
);
