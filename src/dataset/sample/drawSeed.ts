import sharp from 'sharp';
import { random } from '../../base/random.js';
import type { SampleClass } from './sampleClasses.js';
import { seedPicture } from './seedPicture.js';

/** Long side of an image in pixels, from a thumbnail to a phone's crop. */
const LONG_SIDE = { low: 60, high: 500 };

/**
 * Draws one seed as a camera would have kept it: out of focus by a little, with sensor noise, as a JPEG.
 * The same arguments give the same bytes.
 *
 * @returns a JPEG, 60 to 500 pixels wide and mostly half as high
 */
export async function drawSeed(seed: number, index: number, sampleClass: SampleClass): Promise<Buffer> {
  const draw = random(seed, 'camera', index);
  const width = Math.round(LONG_SIDE.low * (LONG_SIDE.high / LONG_SIDE.low) ** draw());
  const aspect = draw() < 0.85 ? 2 + draw.normal(0.08) : draw.between(1.35, 2.6);
  const height = Math.round(width / aspect);
  const svg = seedPicture(seed, index, sampleClass, width, height);
  // In shares of the width, so that a large image is no sharper than a small one once both are scaled to the input.
  const blurred = 0.3 + width * draw.between(0, 0.004);
  const { data, info } = await sharp(Buffer.from(svg))
    .flatten()
    .removeAlpha()
    .blur(blurred)
    .modulate({ brightness: draw.between(0.8, 1.15) })
    .raw()
    .toBuffer({ resolveWithObject: true });
  addSensorNoise(data, info.channels, draw.between(1, 9), seed, index);
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    .jpeg({ quality: 68 + draw.below(26) })
    .toBuffer();
}

/** Adds normal noise in place: one draw a pixel for its brightness, and a little of its own to each channel. */
function addSensorNoise(pixels: Buffer, channels: number, deviation: number, seed: number, index: number): void {
  const draw = random(seed, 'sensor', index);
  for (let i = 0; i < pixels.length; i += channels) {
    const brightness = draw.normal(deviation);
    for (let channel = 0; channel < channels; channel++) {
      const value = pixels[i + channel]! + brightness + (draw() - 0.5) * deviation;
      pixels[i + channel] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
}
