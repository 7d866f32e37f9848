import type { AugmentAction, PixelRange, PixelState, PixelStep, StandardizeAction } from '../library/images/flow.js';
import { interpolationName } from '../library/images/interpolations.js';
import { lastPart } from '../library/names.js';
import type { Read } from '../library/read.js';
import { formatNumber } from './fields.js';

/** What a step does to an image, in a few words. */
export function stepText(step: PixelStep): string {
  switch (step.kind) {
    case 'decode':
      return [
        `load with ${/\bopen$/.test(step.by) ? 'Image.open' : lastPart(step.by)}`,
        ...(step.order === 'bgr' ? ['(BGR)'] : []),
      ].join(' ');
    case 'resize':
      return `resize to ${shown(step.height)}x${shown(step.width)}, ${interpolationName(shown(step.interpolation))}`;
    case 'scale':
      return scaleText(step.factor, step.offset);
    case 'preprocess_input':
      return `preprocess_input of ${step.module}`;
    case 'cast':
      return step.scales ? `${lastPart(step.by)} to ${step.dtype}` : `to ${step.dtype}`;
    case 'swap channels':
      return step.to === 'rgb' ? 'BGR to RGB' : 'red and blue swapped';
    case 'gray':
      return step.to === 'gray' ? 'to gray' : 'gray to RGB';
    case 'standardize':
      return standardizeText(step);
    case 'crop':
      return `${step.how} crop to ${shown(step.height)}x${shown(step.width)}`;
    case 'clip':
      return `clip to ${step.low}..${step.high}`;
    case 'augment':
      return augmentText(step);
    case 'unknown':
      return `not understood: ${step.text}`;
    default:
      return (step as PixelStep).kind;
  }
}

function standardizeText({ statistics, over, center, scale, channel, per }: StandardizeAction): string {
  const isExtremes = statistics === 'extremes';
  const measured = [
    ...(center ? [isExtremes ? 'smallest value' : 'mean'] : []),
    ...(scale ? [isExtremes ? 'largest value' : 'deviation'] : []),
  ];
  const of = channel !== undefined ? ` of channel ${channel}` : per !== undefined ? ` of each ${per}` : '';
  const by = statistics === 'whitening' ? 'whitening' : measured.join(' and ');
  return `standardize ${over === 'dataset' ? 'by the data set' : 'each image'}: ${by}${of}`;
}

/** `augment: rotation_range 20, horizontal_flip`; of a layer or function its name and settings: `RandomFlip 'horizontal'`. */
function augmentText({ name, settings }: AugmentAction): string {
  const isGenerator = name === 'ImageDataGenerator';
  const known = Object.entries(settings).filter(([setting]) => setting !== 'seed');
  const parts = known.map(([setting, { from, value }]) => {
    if (from === 'unknown') return `${setting} ?`;
    if (value === true) return setting;
    const text = Array.isArray(value) ? value.join('..') : String(value);
    return isGenerator ? `${setting} ${text}` : text;
  });
  if (isGenerator) return `augment: ${parts.join(', ')}`;
  return [lastPart(name), ...(parts.length === 0 ? [] : [parts.join(', ')])].join(' ');
}

function shown(value: Read<number | string>): string {
  return value.from === 'unknown' ? '?' : String(value.value);
}

function scaleText(factors: readonly number[], offsets: readonly number[]): string {
  const parts = [
    ...(factors.every((factor) => factor === 1) ? [] : [each(factors, factorText)]),
    ...(offsets.every((offset) => offset === 0)
      ? []
      : [each(offsets, (offset) => (offset < 0 ? `- ${round(-offset)}` : `+ ${round(offset)}`))]),
  ];
  return parts.length === 0 ? 'unchanged' : parts.join(' ');
}

function each(values: readonly number[], text: (value: number) => string): string {
  const all = values.map(text);
  return new Set(all).size === 1 ? all[0]! : `(${all.join(', ')})`;
}

/** `/ 255` for a factor that is one over a whole number, or half of one. */
function factorText(factor: number): string {
  const divisor = 1 / factor;
  const isPlain = factor < 1 && Math.abs(divisor * 2 - Math.round(divisor * 2)) < 1e-6;
  return isPlain ? `/ ${Math.round(divisor * 2) / 2}` : `x ${round(factor)}`;
}

/** `-1..1`; the widest over the channels; `about -3..3` where most values lie in it; `?` where it is not known. */
export function rangeText({ range, standardizedOver }: PixelState): string {
  if (range === undefined || range.length === 0) return '?';
  const [low, high] = hullOf(range);
  return `${standardizedOver === undefined ? '' : 'about '}${round(low)}..${round(high)}`;
}

/** Smallest and largest value of any channel. */
function hullOf(range: readonly PixelRange[]): PixelRange {
  return [Math.min(...range.map(([low]) => low)), Math.max(...range.map(([, high]) => high))];
}

function round(value: number): string {
  return formatNumber(Number(value.toPrecision(3)));
}
