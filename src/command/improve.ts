import { pythonOfProject } from '../base/pythonOfProject.js';
import { formatDuration, formatRoughTime } from '../base/text/formatDuration.js';
import { wrapText } from '../base/text/wrapText.js';
import { locateData } from '../dataset/location.js';
import type { OpenImages } from '../dataset/openImages.js';
import { tf } from '../engine/tensorflow.js';
import { bestAtTop } from '../improve/confirm.js';
import { type Improvement, improve, type SearchBegin } from '../improve/improve.js';
import { beginText, trainedText, trainingText } from '../improve/inWords.js';
import type { Candidate } from '../improve/journal.js';
import { formatPercent } from '../metrics/format.js';
import { describeRecipe } from '../recipe/describeRecipe.js';
import { type RecipeFile, readRecipe, recipeText } from '../recipe/recipeFile.js';
import type { Recipe } from '../recipe/recipeType.js';
import { readScript } from '../script/reading/readScript.js';
import { recipeFromScript } from '../script/reading/recipeFromScript.js';
import { isScriptFile } from '../script/syntax/scriptFile.js';
import { printKnown } from './checkImages.js';
import { sayOn } from './console.js';
import { improveJson } from './improveJson.js';
import type { ImproveOptions } from './improveOptions.js';
import { improveReport } from './improveReport.js';
import { improveText } from './improveText.js';
import { interruption, unlessInterrupted } from './interruption.js';
import { checkRecipe, folderOf, openFolder } from './openFolder.js';
import { checkOutputs, type Output, writeOutput } from './outputs.js';
import { recipeFileOfScript } from './scriptAsRecipe.js';
import { scriptRecipeNotes } from './scriptRecipeText.js';
import type { Session } from './session.js';
import { runsOf } from './trainRuns.js';

/** Seconds of a training from which on it has a line of its own. */
const SECONDS_TO_SAY = 60;

/**
 * Searches for the best recipe, prints the result, and writes it to the files that are named.
 *
 * @returns undefined where Ctrl-C came before the recipe itself was tried once
 * @throws UserError if a file cannot be read or written, or does not fit the images
 */
export async function improveRecipe(
  { recipeFile, changes, dataFolder, minutes, outFile, reportFile, jsonFile }: ImproveOptions,
  session: Session,
): Promise<Improvement | undefined> {
  const { console, options } = session;
  const say = sayOn(console);
  const began = options.now();
  const spent = (): number => (options.now() - began) / 1000;
  await tf.ready();
  const file = isScriptFile(recipeFile)
    ? await recipeOfScript(recipeFile, { changes, dataFolder }, session)
    : await readRecipe(recipeFile);
  const folder = folderOf(dataFolder, file, session);
  await checkRecipe(file, session);
  const outputs: (Output | undefined)[] = [
    { option: '--out', file: outFile },
    { option: '--report', file: reportFile },
    { option: '--json', file: jsonFile },
  ].map(({ option, file: to }) => (to === undefined ? undefined : { option, file: to }));
  await checkOutputs(
    outputs.filter((output) => output !== undefined),
    { dataFolder: locateData(session.project, folder).folder, files: [recipeFile] },
  );
  const images = await openFolder(folder, file, session, { allowUntrained: false });
  printKnown(images, file.recipe, console);
  console.print(
    `\nThe recipe ${isScriptFile(recipeFile) ? 'of ' : ''}${recipeFile}\n${wrapText(describeRecipe(file.recipe), console.width)}\n`,
  );
  const stop = interruption(() => say('Ctrl-C: the result so far follows. A second Ctrl-C ends at once, without it.'));
  try {
    console.progress('Timing a few steps');
    const found = await searchFrom(file.recipe, images, { minutes, spent, signal: stop.signal }, session);
    if (found === undefined) {
      say('Interrupted before the recipe itself was tried once. The same command goes on from there.');
      return undefined;
    }
    console.print(`\n${improveText(found, { seconds: spent(), width: console.width })}`);
    await write(found, { outFile, reportFile, jsonFile, recipeFile }, images, session);
    return found;
  } finally {
    stop.end();
  }
}

/** The search with its progress. */
async function searchFrom(
  recipe: Recipe,
  images: OpenImages,
  { minutes, spent, signal }: { minutes: number; spent: () => number; signal: AbortSignal },
  session: Session,
): Promise<Improvement | undefined> {
  const { console, options, runs } = session;
  const say = sayOn(console);
  let begun: SearchBegin | undefined;
  const best = (): Candidate | undefined => begun && bestAtTop(begun.candidates, begun.steps.length);
  return await unlessInterrupted(
    improve({
      recipe,
      images: images.scan.images,
      classNames: images.classNames,
      options: { ...options, runs, clock: Date.now, seconds: 60 * minutes },
      secondsLeft: () => (signal.aborted ? 0 : 60 * minutes - spent()),
      signal,
      train: async (name, one, all) => {
        const [run] = await runsOf({ ...images, scan: { ...images.scan, images: [...all] } }, 1, session)(name, one);
        return run!;
      },
      onBegin: (begin) => {
        begun = begin;
        say(beginText(begin, minutes));
      },
      onTraining: (candidate, rung, seconds) => {
        const text = trainingText(candidate, rung, begun!);
        const accuracy = best()?.accuracies.at(-1);
        if (seconds >= SECONDS_TO_SAY) say(`${text}, about ${formatRoughTime(seconds)}.`);
        else console.progress(accuracy === undefined ? text : `${text}; best so far ${formatPercent(accuracy)}`);
      },
      onTrained: (candidate, rung) => {
        const text = trainedText(candidate, rung, begun!);
        if (text !== undefined) say(`${text} (after ${formatDuration(spent())}).`);
      },
      onConfirm: (count, on, seconds) => {
        const where = on === 'sample' ? 'on the sample, with other seeds' : 'on all images';
        const which = count === 1 ? 'the best other one' : `the ${count} best others`;
        say(`Training your recipe and ${which} ${where}, about ${formatRoughTime(seconds)}.`);
      },
    }),
  );
}

type Files = Pick<ImproveOptions, 'recipeFile' | 'outFile' | 'reportFile' | 'jsonFile'>;

async function write(
  found: Improvement,
  { recipeFile, outFile, reportFile, jsonFile }: Files,
  images: OpenImages,
  { today, console }: Session,
): Promise<void> {
  const { data } = await readRecipe(recipeFile);
  if (outFile !== undefined) {
    await writeOutput(outFile, recipeText({ recipe: found.outcome.recommended, data }));
    console.print(`The recommended recipe is in ${outFile}.`);
  }
  if (reportFile !== undefined) {
    await writeOutput(reportFile, await improveReport(found, { recipeFile, folder: images.folder, date: today() }));
    console.print(`The report is in ${reportFile}.`);
  }
  if (jsonFile !== undefined) await writeOutput(jsonFile, improveJson(found, recipeFile, images, today()));
}

/** The recipe of a Keras script, and what of the script it does not have. */
async function recipeOfScript(
  scriptFile: string,
  { changes, dataFolder }: Pick<ImproveOptions, 'changes' | 'dataFolder'>,
  { console, project }: Session,
): Promise<RecipeFile> {
  const reading = await readScript(scriptFile, { python: pythonOfProject(project) });
  const made = recipeFromScript(reading, changes);
  for (const note of scriptRecipeNotes(made)) sayOn(console)(note);
  return recipeFileOfScript(made, dataFolder);
}
