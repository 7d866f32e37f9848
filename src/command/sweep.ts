import { isInterrupted, stoppable } from '../base/interruption.js';
import { showLatest } from '../base/showLatest.js';
import { pluralize } from '../base/text/pluralize.js';
import { locateData } from '../dataset/location.js';
import type { OpenImages } from '../dataset/openImages.js';
import { readQueueAddress } from '../queue/address.js';
import { connect } from '../queue/connection.js';
import { sweepOnQueue } from '../queue/sweepOnQueue.js';
import { withSharedScan } from '../queue/withSharedScan.js';
import { readSweepFile, type Sweep } from '../recipe/sweepFile.js';
import type { WorkerSetting } from '../store/forkWorker.js';
import { type Job, type JobState, type Swept, sweep } from '../store/sweep.js';
import { sweepProgress } from '../store/sweepProgress.js';
import { workersHere } from '../store/workerHere.js';
import { sayOn } from './console.js';
import { EXIT } from './exit.js';
import { interruption } from './interruption.js';
import { checkRecipe, folderOf, openFolder } from './openFolder.js';
import { checkOutputs, writeOutput } from './outputs.js';
import type { Session } from './session.js';
import type { SweepOptions } from './sweepOptions.js';
import { machinesText, progressLine, sweepJson, sweepTable } from './sweepText.js';

type Jobs = readonly (Job & JobState)[];

const MILLISECONDS_BETWEEN_UPDATES = 250;

/**
 * Trains the recipes of a sweep with its seeds, here or on the machines of a queue, and prints how accurate they are.
 *
 * @returns the exit code
 * @throws UserError if a file does not fit, or the queue cannot be reached
 */
export async function sweepRecipes(options: SweepOptions, session: Session): Promise<number> {
  const { console } = session;
  const say = sayOn(console);
  const asked = await readSweepFile(options.file);
  const { recipes, seeds, data } = asked;
  for (const { recipe } of recipes) await checkRecipe({ recipe, data }, session);
  const ofRecipes = { recipe: recipes[0]!.recipe, data };
  const folder = folderOf(options.dataFolder, ofRecipes, session);
  if (options.jsonFile !== undefined) {
    const inputs = { dataFolder: locateData(session.project, folder).folder, files: [options.file] };
    await checkOutputs([{ option: '--json', file: options.jsonFile }], inputs);
  }
  // Before the images are read, which may take long.
  if (options.queue !== undefined) (await connect(readQueueAddress(options.queue))).close();
  const images = await withSharedScan(options.queue, (scanner) =>
    openFolder(folder, ofRecipes, session, { allowUntrained: false, scanner }),
  );
  const count = recipes.length * seeds.length;
  say(
    `${pluralize(count, 'run')}: ${pluralize(recipes.length, 'recipe')}, each with ${pluralize(seeds.length, 'seed')}.`,
  );
  let latest: Jobs = [];
  // Of ten thousand jobs, making the line takes longer than what it is about.
  const line = showLatest<Jobs>(MILLISECONDS_BETWEEN_UPDATES, (jobs) => console.progress(progressLine(jobs)));
  const stop = interruption(() => say(atInterrupt(options)));
  let swept: Swept[];
  try {
    swept = await trained(asked, images, options, session, stop.signal, (jobs) => {
      latest = jobs;
      line.show(jobs);
    });
  } finally {
    stop.end();
    line.end();
  }
  console.print(`\n${sweepTable(swept, seeds)}`);
  const machines = machinesText(sweepProgress(latest));
  if (machines !== '') say(machines);
  const failures = swept.flatMap(({ name, failures: ofRecipe }) => ofRecipe.map((one) => ({ name, ...one })));
  if (!stop.wasAsked()) {
    for (const { name, seed, reason } of failures) say(`${name}, seed ${seed}, failed: ${reason}`);
  }
  if (options.jsonFile !== undefined) await writeOutput(options.jsonFile, sweepJson(swept, session.today()));
  if (failures.length === 0) return EXIT.ran;
  return stop.wasAsked() ? EXIT.interrupted : EXIT.failed;
}

function atInterrupt({ queue, takesBack }: SweepOptions): string {
  if (queue === undefined) return 'Ctrl-C: finished epochs are kept, and the same command goes on from there.';
  return takesBack
    ? 'Ctrl-C: jobs that wait leave the queue; those that somebody works on go on. The same command starts from there.'
    : 'Ctrl-C: the jobs stay in the queue, and workers go on. The same command collects what they do.';
}

async function trained(
  { recipes, seeds }: Sweep,
  images: OpenImages,
  { queue, takesBack, processes }: SweepOptions,
  { runs, options, console }: Session,
  signal: AbortSignal,
  onChange: (jobs: Jobs) => void,
): Promise<Swept[]> {
  const { cacheFolder, weightStore } = options;
  const { scan, classNames } = images;
  if (queue !== undefined) {
    return await sweepOnQueue(recipes, seeds, {
      ...{ queue, takesBack, signal, onChange, weightStore, classNames },
      images: scan.images,
      dataFolder: images.folder,
      folder: runs,
      say: sayOn(console),
    });
  }
  const setting: WorkerSetting = { folder: runs, cacheFolder, weightStore, images: scan.images, classNames };
  const { workers, interrupt } = workersHere(setting, processes);
  signal.addEventListener('abort', interrupt);
  return await stoppable(signal, () => sweep(recipes, seeds, { workers, onChange, interrupted: isInterrupted }));
}
