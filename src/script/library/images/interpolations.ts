import { table } from '../../../base/table.js';
import type { ResizeAction } from './flow.js';

/** By one name in all libraries. */
const NAMES: Record<string, string> = table({
  inter_linear: 'bilinear',
  linear: 'bilinear',
  inter_nearest: 'nearest',
  inter_cubic: 'bicubic',
  cubic: 'bicubic',
  inter_area: 'area',
  inter_lanczos4: 'lanczos',
});

/** `bilinear` for OpenCV's `inter_linear`: the name that other libraries have for it. */
export function interpolationName(name: string): string {
  return NAMES[name] ?? name;
}

/**
 * Whose default an interpolation is that the call leaves out. Pillow changed its own with version 7.0.0; that of tf.image.resize
 * is without antialias.
 */
const DEFAULTS: Record<string, string> = table({
  'PIL.Image.resize': "default of Pillow's Image.resize from Pillow 7 on, nearest before",
  'PIL.ImageOps.fit': "default of Pillow's ImageOps.fit",
  'tf.image.resize': "tf.image.resize's default, without antialias",
  'keras.utils.load_img': "Keras' default",
  image_dataset_from_directory: "Keras' default",
  smart_resize: "Keras' default",
  Resizing: "Keras' default",
});

/** Whose default the interpolation of a resize is, in words; undefined where the script gives it. */
export function defaultOfResize({ by, interpolation }: Pick<ResizeAction, 'by' | 'interpolation'>): string | undefined {
  return interpolation.from === 'default' ? (DEFAULTS[by] ?? `${by}'s default`) : undefined;
}
