import { table } from '../../../base/table.js';
import type { ChannelOrder } from './flow.js';

/** The argument `color_mode` of Keras' loaders. */
export const COLOR_MODES: Record<string, ChannelOrder> = table({ rgb: 'rgb', rgba: 'rgba', grayscale: 'gray' });
