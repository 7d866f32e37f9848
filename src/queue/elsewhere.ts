import type { WeightStore } from '../backbones/pretrained/imagenetWeights.js';
import { Interrupted } from '../base/interruption.js';
import type { ScannedImage } from '../dataset/scan.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { Connection } from './connection.js';
import { type Coordinator, openCoordinator } from './coordinator.js';
import { sayOnce } from './sayOnce.js';

/** Where runs that other machines train come to. */
export interface ElsewhereOptions {
  connection: Connection;
  /** Of the images. */
  dataFolder: string;
  /** Of all runs. */
  folder: string;
  weightStore?: WeightStore;
  /** Default `versionOfThaw`. */
  thaw?: string;
  /** Ends the waiting once it is aborted. */
  signal: AbortSignal;
  /** Called with what is to be known, such as why nobody takes the jobs; each sentence once. */
  say(text: string): void;
  /** Called whenever one is back. */
  onProgress?(done: number, total: number): void;
  /** Milliseconds after which jobs that nobody can take are no longer waited for. Default 6 s */
  patience?: number;
}

/** As `TrainElsewhere` of a diagnosis. */
type Elsewhere = (
  recipes: readonly Recipe[],
  images: readonly ScannedImage[],
  classNames: readonly string[],
  how: { isTrial: boolean; seconds: number },
) => Promise<void>;

const PATIENCE = 6000;

/**
 * Trains recipes on the machines of a queue at the same time, and stores their runs here. What fails, or is not back in time, is left
 * out, and is taken back where nobody works on it: who needs it trains it.
 */
export function elsewhere(options: ElsewhereOptions): Elsewhere {
  const { connection, signal, say, onProgress, patience = PATIENCE, ...places } = options;
  const once = sayOnce(say);
  return async (recipes, images, classNames, { isTrial, seconds }) => {
    const coordinator = await openCoordinator({
      ...{ connection, images, classNames: [...classNames], say: once },
      ...places,
    });
    let done = 0;
    const [worker] = coordinator.workers(1);
    const train = async (recipe: Recipe): Promise<void> => {
      try {
        await worker!.run(
          { name: isTrial ? 'trial of a diagnosis' : 'training of a diagnosis', seed: recipe.seed, recipe, isTrial },
          () => {},
          () => {},
        );
        onProgress?.(++done, recipes.length);
      } catch (error) {
        // Trained here, it fails in the same way, and that is told.
        if (!(error instanceof Interrupted)) once(`On another machine: ${(error as Error).message}`);
      }
    };
    const end = endingBy(coordinator, { signal, seconds, patience, sayOnce: once });
    try {
      await Promise.all(recipes.map(train));
    } finally {
      await end();
      await coordinator.end();
    }
  };
}

/** Ends the waiting at an interrupt, when the time is over, or where nobody takes the jobs. @returns what ends the watch */
function endingBy(
  coordinator: Coordinator,
  {
    signal,
    seconds,
    patience,
    sayOnce,
  }: { signal: AbortSignal; seconds: number; patience: number; sayOnce(text: string): void },
): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    stopping ??= coordinator.interrupt(true);
  };
  const giveUpUnserved = async (): Promise<void> => {
    const { reasons, isServed } = await coordinator.obstacles();
    for (const text of reasons) sayOnce(`${text} This machine trains those.`);
    if (!isServed) stop();
  };
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const unserved = setInterval(() => void giveUpUnserved().catch(stop), patience);
  // A timer takes 24 days at most.
  const late = Number.isFinite(seconds) ? setTimeout(stop, Math.min(1000 * seconds, 2 ** 31 - 1)) : undefined;
  return async () => {
    signal.removeEventListener('abort', stop);
    clearInterval(unserved);
    clearTimeout(late);
    await stopping;
  };
}
