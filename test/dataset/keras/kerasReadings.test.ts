import { expect, test } from 'vitest';
import { kerasReadings } from '../../../src/dataset/keras/kerasReadings.js';

const TIFF = { format: 'tiff', space: 'srgb', depth: 'uchar', hasAlpha: false, orientation: 1 };

// Measured with Pillow 12.3, on TIFF files of one and of three channels.
test.each([
  ['colors as floats', { space: 'scrgb', depth: 'float' }, 'stops'],
  ['colors of 32 bits', { space: 'srgb', depth: 'uint' }, 'stops'],
  ['grays as floats', { space: 'b-w', depth: 'float' }, undefined],
  ['grays of 32 bits', { space: 'b-w', depth: 'int' }, undefined],
  ['colors of 16 bits', { space: 'rgb16', depth: 'ushort' }, undefined],
  ['grays of 16 bits', { space: 'grey16', depth: 'ushort' }, 'cut off'],
])('of a TIFF with %s, flow_from_directory reads what Pillow does', (_, encoding, expected) => {
  expect(kerasReadings({ ...TIFF, ...encoding }, new Uint8Array())).toEqual({
    ...(expected && { flow_from_directory: expected }),
    image_dataset_from_directory: 'stops',
  });
});
