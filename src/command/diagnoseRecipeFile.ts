import { digest } from '../base/digest.js';
import { Interrupted, stoppable } from '../base/interruption.js';
import { sum } from '../base/sum.js';
import { formatDuration, formatRoughTime } from '../base/text/formatDuration.js';
import { pluralize } from '../base/text/pluralize.js';
import { wrapText } from '../base/text/wrapText.js';
import { surveyPictures } from '../dataset/figures/survey.js';
import type { OpenImages } from '../dataset/openImages.js';
import type { ScannedImage } from '../dataset/scan.js';
import type { Finding } from '../diagnose/finding.js';
import { howDrawn } from '../diagnose/interventions/trialSample.js';
import { openTrials, type Trials } from '../diagnose/interventions/trials.js';
import { centroidBaseline } from '../diagnose/stages/centroidBaseline.js';
import { diagnoseRecipe } from '../diagnose/stages/diagnoseRecipe.js';
import type { CheckCost } from '../diagnose/stages/diagnosisOptions.js';
import { type FoundCauses, findCauses } from '../diagnose/verdict/findCauses.js';
import { numTriedChanges } from '../diagnose/verdict/triedChanges.js';
import { searchPictureSlices } from '../measure/data/pictureSlices.js';
import { shortcutBaseline } from '../measure/data/shortcutBaseline.js';
import { formatCost, formatPoints } from '../metrics/format.js';
import type { SliceSearch } from '../metrics/slice.js';
import { describeRecipe } from '../recipe/describeRecipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { Diverged } from '../run/diverged.js';
import { measurePassSeconds, type PassSeconds } from '../run/estimateTrainingSeconds.js';
import type { ScriptReading } from '../script/reading/readScript.js';
import { divergedRun } from '../store/divergedRun.js';
import type { StoredRun } from '../store/runStore.js';
import { timedWork } from '../store/timedWork.js';
import { trainingEstimates } from '../store/trainingEstimates.js';
import { sayOn } from './console.js';
import { findingsText } from './findingText.js';
import { interruption, unlessInterrupted } from './interruption.js';
import { otherMachines } from './otherMachines.js';
import { outcomeText } from './outcomeText.js';
import type { Session } from './session.js';
import { runsOf, storeOf, trainingTexts } from './trainRuns.js';
import { verdictText } from './verdictText.js';

/** Everything that was found about a recipe. */
export interface RecipeDiagnosis {
  recipe: Recipe;
  run: StoredRun;
  findings: Finding[];
  costs: readonly CheckCost[];
  /** What the check of weak slices searched; undefined where there is no finished run, or the checks were interrupted. */
  slices?: SliceSearch;
  verdict: FoundCauses;
}

/**
 * Checks a recipe, finds what costs accuracy by changing one thing at a time on a sample of the images, and confirms it: by
 * training on all images where the time suffices. Prints what it does and how long that takes.
 *
 * @param seeds number of seeds that every recipe is trained with to measure what faults cost, where all images are used
 * @param minutes for all of it; `Infinity`: no limit
 * @param began when that time began, by `options.now`
 * @param queue address of a queue whose workers train what does not depend on each other; default: this machine trains all
 * @param script the script that the recipe comes from
 * @returns undefined where it is interrupted before the recipe was trained once
 * @throws UserError where the recipe does not fit its backbone or the images
 */
export async function diagnoseRecipeFile(
  file: string,
  recipe: Recipe,
  images: OpenImages,
  { seeds, minutes, began, queue }: { seeds: number; minutes: number; began: number; queue?: string },
  session: Session,
  script?: ScriptReading,
): Promise<RecipeDiagnosis | undefined> {
  const { console, options } = session;
  const say = sayOn(console);
  const stop = interruption(() =>
    say('Ctrl-C: a verdict from what is known follows. A second Ctrl-C ends at once, without it.'),
  );
  const secondsLeft = (): number => (stop.wasAsked() ? 0 : 60 * minutes - (options.now() - began) / 1000);
  const { classNames } = images;
  const all = images.scan.images;
  const machines = queue === undefined ? undefined : await otherMachines(queue, images, seeds, stop.signal, session);
  console.print(`\nThe recipe ${file}\n${wrapText(describeRecipe(recipe), console.width)}`);
  try {
    console.progress('Timing a few steps');
    const pass = await measurePassSeconds(recipe, all, options);
    const trials = await openTrials(recipe, all, classNames, {
      ...options,
      pass,
      runs: session.runs,
      clock: Date.now,
      seconds: 60 * minutes,
      elsewhere: machines?.trials,
    });
    const begun = await unlessInterrupted(
      stoppable(stop.signal, () => firstRun(recipe, pass, images, trials, secondsLeft, session)),
    );
    if (begun === undefined) {
      say('Interrupted before the recipe was trained once. The same command goes on from there.');
      return undefined;
    }
    const { run, on } = begun;
    say(
      run === undefined
        ? 'Its loss is not finite in the first epoch: no epoch can be kept.'
        : outcomeText(run, recipe, on, all),
    );
    const checkSeconds = Math.min(SHARE_OF_CHECKS * 60 * minutes, SHARE_OF_REST * secondsLeft());
    const checked = await unlessInterrupted(
      stoppable(stop.signal, () => checkRecipe(recipe, run, on, classNames, checkSeconds, session)),
    );
    const { findings, costs, slices } = checked ?? { findings: [], costs: [], slices: undefined };
    console.print('');
    console.print(
      findings.length === 0
        ? `The checks ${checked === undefined ? 'were interrupted' : 'found nothing'}.`
        : findingsText(findings, images.folder, console.width, session.rowsFile),
    );
    console.print('');
    if (!stop.signal.aborted) say(sampleText(trials, minutes));
    const fullSeconds = trainingEstimates(recipe, pass, all, classNames, seeds, storeOf(session));
    const found = await findCauses({
      recipe,
      images: all,
      classNames,
      findings,
      baselines: (measured) => centroidBaseline(recipe, measured, classNames, findings, options),
      trials,
      train: runsOf(images, seeds, session),
      prepare: machines?.whole,
      seeds,
      signal: stop.signal,
      trainSeconds: fullSeconds,
      secondsLeft,
      onTrial: (what, seconds) => {
        if (seconds >= SECONDS_TO_SAY) say(`Trying ${what}, about ${formatRoughTime(seconds)}.`);
        else console.progress(`Trying ${what}`);
      },
      onKept: (changes, gain) => {
        const after = formatDuration((options.now() - began) / 1000);
        const headlines = changes.map(({ headline }) => headline).join('. ');
        const them = changes.length === 1 ? 'that' : 'these';
        say(
          `After ${after}: ${headlines}? A trial with ${them} changed gains ${formatPoints(gain)}, an 80 % interval.`,
        );
      },
      onFirstVerdict: ({ faults, now }) => {
        if (faults.length === 0) return;
        const named = faults
          .map(({ headline, cost }, i) => `${i + 1}. ${headline}: costs ${formatCost(cost)}.`)
          .join(' ');
        const after = formatDuration((options.now() - began) / 1000);
        say(`First verdict, after ${after}: ${named} ${now} The search goes on; Ctrl-C ends it.`);
      },
      onConfirm: (changes, place, seconds) => {
        if (changes.length === 0 || seconds === 0) return;
        const where = place === 'sample' ? 'on other images of the sample' : 'by training on all images';
        say(`Confirming ${pluralize(changes.length, 'change')} ${where}, about ${formatRoughTime(seconds)}.`);
      },
    });
    say(triedText(found, (options.now() - began) / 1000));
    console.print(`\n${verdictText(found, console.width, script)}`);
    return { recipe, run: run ?? divergedRun(recipe, on, classNames), findings, costs, slices, verdict: found };
  } finally {
    machines?.close();
    stop.end();
  }
}

/** Seconds of a trial from which on it has a line of its own. */
const SECONDS_TO_SAY = 20;

/** Share of the time that the checks of the recipe may take: they only order what is tried. */
const SHARE_OF_CHECKS = 0.15;
/** Share of the time that is left, that they may take at most: on a busy machine, little may be. */
const SHARE_OF_REST = 0.3;
/** Share of the time that training the recipe itself on all images may take, before anything is tried. */
const SHARE_OF_FIRST = 0.2;

/** Trains the recipe on all images, or reads its run, where that is quick; otherwise on the sample. */
async function firstRun(
  recipe: Recipe,
  pass: PassSeconds,
  images: OpenImages,
  trials: Trials,
  secondsLeft: () => number,
  session: Session,
): Promise<{ run: StoredRun | undefined; on: readonly ScannedImage[] }> {
  const { console } = session;
  const say = sayOn(console);
  const training = await trainingTexts(recipe, pass, images, session);
  if (training.seconds > SHARE_OF_FIRST * secondsLeft()) {
    const { sample, numTraining } = trials;
    say(
      `Training on all images would take ${formatRoughTime(training.seconds)}. It is trained on a sample instead: ${sample.numTraining} of ${numTraining} training images, about ${formatRoughTime(trials.secondsOf(recipe))}.`,
    );
    console.progress('Training the recipe on the sample');
    return { run: finished(await unlessDiverged(trials.run(recipe))), on: sample.images };
  }
  say(training.before);
  const run = finished((await unlessDiverged(runsOf(images, 1, session)('the recipe', recipe)))?.[0]);
  const took = run && (await training.after(run));
  if (took !== undefined) say(took);
  return { run, on: images.scan.images };
}

/** @throws Interrupted where a run is */
function finished(run: StoredRun | undefined): StoredRun | undefined {
  if (run?.stopped === 'interrupted') throw new Interrupted();
  return run;
}

/** The result of a training; undefined where it diverges in its first epoch. */
async function unlessDiverged<T>(training: Promise<T>): Promise<T | undefined> {
  try {
    return await training;
  } catch (error) {
    if (error instanceof Diverged) return undefined;
    throw error;
  }
}

/** Runs the checks of a recipe on a run of it, and says how long they take. */
async function checkRecipe(
  recipe: Recipe,
  run: StoredRun | undefined,
  images: readonly ScannedImage[],
  classNames: string[],
  seconds: number,
  { runs, scans, console, options }: Session,
): Promise<Pick<RecipeDiagnosis, 'findings' | 'costs' | 'slices'>> {
  const say = sayOn(console);
  let costs: readonly CheckCost[] = [];
  const figures = await surveyPictures(images, scans);
  const shortcut = shortcutBaseline(images, figures, classNames.length);
  const slices = run && searchPictureSlices(images, figures, run);
  const checks = timedWork(runs, options.now);
  const findings = await diagnoseRecipe(recipe, images, classNames, {
    ...options,
    run,
    shortcut,
    slices,
    seconds,
    onCosts: async (estimated) => {
      costs = estimated;
      const calculated = sum(estimated, (cost) => cost.seconds);
      const time = await checks.begin({ kind: 'checks of a recipe', name: run?.id ?? digest(recipe), calculated });
      say(`Its checks take about ${time}, less when repeated (results are cached).`);
      console.progress('Checking the recipe');
    },
  });
  say(`Checking it ${await checks.end()}.`);
  return { findings, costs, slices };
}

/** What trials are, before the first. */
function sampleText({ sample }: Trials, minutes: number): string {
  const { numTraining, numSelection, numEvaluation } = sample;
  const limit = Number.isFinite(minutes)
    ? `for at most ${pluralize(minutes, 'minute')} in all`
    : 'without a time limit';
  return `Now one thing is changed at a time, ${limit}, and the recipe is trained again on ${pluralize(numTraining, 'training image')}${howDrawn(sample)}. What helps is selected on ${numSelection} other training images, and confirmed on ${numEvaluation}${sample.isWhole ? '' : ' or more'} validation images. Ctrl-C ends it with a verdict from what is known then; the same command goes on from there.`;
}

/** Changes that were not tried, that are printed. */
const MOST_LISTED = 3;

/** How many changes were tried, and which were not. */
function triedText({ search }: FoundCauses, seconds: number): string {
  const { untried, wasLate } = search;
  const late = wasLate
    ? 'The time was over before a change was tried, so only the most telling one was; `--minutes` gives more time. '
    : '';
  const done = `${late}Tried ${pluralize(numTriedChanges(search), 'change')}; all of it took ${formatDuration(seconds)}.`;
  if (untried.length === 0) return done;
  const first = untried
    .slice(0, MOST_LISTED)
    .map(({ intervention, seconds: each }) => `${intervention.change} (${formatRoughTime(each)})`);
  const total = formatRoughTime(sum(untried, (one) => one.seconds));
  const which = untried.length === 1 ? '1 change was' : `${untried.length} changes were`;
  const inAll = untried.length === 1 ? '' : `, about ${total} in all`;
  const rest = untried.length > MOST_LISTED ? '; and others, which `--json FILE` lists' : '';
  return `${done} ${which} not tried in the time${inAll}: ${first.join('; ')}${rest}.`;
}
