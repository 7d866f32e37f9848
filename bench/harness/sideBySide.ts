import { alternate, anImage, timed, type Work } from './alternate.js';
import type { Python } from './python.js';
import type { Result } from './results.js';

/** Work on batches of images that thaw and Keras both do. */
export interface Comparison extends Pick<Work, 'name' | 'work' | 'target' | 'check'> {
  /** Images that one call works on. */
  images: number;
  /** Calls in one run, as many as take about a second. */
  calls: number;
  thaw: () => void | Promise<void>;
  /** Script of one call of Keras. */
  keras: string;
}

/** Milliseconds an image, of thaw and of Keras in turns. */
export async function sideBySide(python: Python, { images, calls, thaw, keras, ...work }: Comparison): Promise<Result> {
  const loop = `for _ in range(${calls}):\n${keras.replace(/^/gm, '    ')}`;
  return alternate({
    ...work,
    unit: 'ms an image',
    thaw: async () =>
      anImage(
        await timed(async () => {
          for (let i = 0; i < calls; i++) await thaw();
        }),
        calls * images,
      ),
    other: async () => {
      const { seconds, cpuSeconds } = await python.run(loop);
      return anImage({ wall: seconds, cpu: cpuSeconds }, calls * images);
    },
  });
}
