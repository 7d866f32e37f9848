import type { ScannedImage } from '../dataset/scan.js';
import { stratified } from '../diagnose/interventions/trialSample.js';

type Part = 'training' | 'validation' | 'selection' | 'evaluation';

/** Shares of a sample, with two parts of validation and with one. Half evaluate: what is measured has an interval. */
const SHARES: readonly Readonly<Partial<Record<Part, number>>>[] = [
  { selection: 0.15, evaluation: 0.35 },
  { validation: 0.5 },
];

/**
 * Draws a sample of a dataset. Every image keeps its split and part, and every class its share of each: what is measured on
 * the sample estimates the same on all images.
 *
 * @param most images in all; where the validation images are too few for their half, there are more training images
 */
export function stratifiedSample(images: readonly ScannedImage[], most: number, seed: number): ScannedImage[] {
  if (most >= images.length) return [...images];
  const of = (part: Part): ScannedImage[] => images.filter((image) => (image.part ?? image.split) === part);
  const shares = SHARES[of('validation').length > 0 ? 1 : 0]!;
  const validation = Object.entries(shares).flatMap(([part, share]) => {
    const members = of(part as Part);
    return stratified(members, Math.min(members.length, Math.round(share * most)), seed, part);
  });
  const drawn = new Set([...validation, ...stratified(of('training'), most - validation.length, seed, 'training')]);
  // In the order of the dataset, so that the sample does not depend on how it was drawn.
  return images.filter((image) => drawn.has(image));
}
