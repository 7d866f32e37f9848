import { sum } from '../base/sum.js';
import { pluralize } from '../base/text/pluralize.js';
import { wrapText } from '../base/text/wrapText.js';
import { support } from '../dataset/classFolders.js';
import { surveyPictures } from '../dataset/figures/survey.js';
import type { OpenImages } from '../dataset/openImages.js';
import type { Finding } from '../diagnose/finding.js';
import { diagnoseRecipe } from '../diagnose/stages/diagnoseRecipe.js';
import type { CheckCost } from '../diagnose/stages/diagnosisOptions.js';
import { fixesOf } from '../diagnose/verdict/fixes.js';
import { type MeasuredVerdict, measureVerdict, trainingsFor } from '../diagnose/verdict/measureFixes.js';
import { shortcutBaseline } from '../measure/data/shortcutBaseline.js';
import { formatPercent, formatWithInterval } from '../metrics/format.js';
import { majorityBaseline } from '../metrics/imbalance.js';
import { scores } from '../metrics/scores.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { StoredRun } from '../store/runStore.js';
import { timedWork } from '../store/timedWork.js';
import { findingsText } from './findingText.js';
import type { Session } from './session.js';
import { runsOf, trainingTexts } from './trainRuns.js';
import { verdictText } from './verdictText.js';

/** Everything that was found about a recipe. */
export interface RecipeDiagnosis {
  recipe: Recipe;
  run: StoredRun;
  findings: Finding[];
  costs: readonly CheckCost[];
  /** Undefined where nothing was found that needs a fix. */
  verdict: MeasuredVerdict | undefined;
}

/**
 * Trains a recipe, or reads its run, checks it, and measures what each fault costs; prints an estimate of the time first.
 *
 * @param seeds number of seeds that every recipe is trained with to measure what faults cost; the checks use the first
 * @throws UserError where the recipe does not fit its backbone or the images
 */
export async function diagnoseRecipeFile(
  file: string,
  recipe: Recipe,
  images: OpenImages,
  seeds: number,
  session: Session,
): Promise<RecipeDiagnosis> {
  const { console, options } = session;
  const { classNames } = images;
  const all = images.scan.images;
  const say = (text: string): void => console.print(wrapText(text, console.width));
  const { backbone, height, width } = recipe;
  console.print(`\nThe recipe ${file}\n${backbone.name} (${backbone.weights}), images of ${height}x${width}`);
  const training = await trainingTexts(recipe, images, session);
  say(training.before);
  const run = (await runsOf(images, 1, session)('the recipe', recipe))[0]!;
  const took = await training.after(run);
  if (took !== undefined) say(took);
  say(outcomeOf(run));
  let costs: readonly CheckCost[] = [];
  const figures = await surveyPictures(all, session.scans);
  const shortcut = shortcutBaseline(all, figures, classNames.length);
  const checks = timedWork(session.runs, options.now);
  const findings = await diagnoseRecipe(recipe, all, classNames, {
    ...options,
    run,
    shortcut,
    onCosts: async (estimated) => {
      costs = estimated;
      const calculated = sum(estimated, (cost) => cost.seconds);
      const time = await checks.begin({ kind: 'checks of a recipe', name: run.id, calculated });
      say(`Its checks take about ${time}, less when repeated (results are cached).`);
      console.progress('Checking the recipe');
    },
  });
  say(`Checking it ${await checks.end()}.`);
  console.print('');
  console.print(
    findings.length === 0 ? 'Nothing found.' : findingsText(findings, images.folder, console.width, session.rowsFile),
  );
  const fixes = fixesOf(findings);
  if (fixes.length === 0) return { recipe, run, findings, costs, verdict: undefined };
  // The recipe itself was trained once.
  const numRuns = seeds * (1 + trainingsFor(recipe, findings)) - 1;
  console.print('');
  const measuring = timedWork(session.runs, options.now);
  const time = await measuring.begin({
    kind: 'measuring what faults cost',
    name: run.id,
    calculated: numRuns * run.seconds,
  });
  say(
    `Measuring the cost of ${pluralize(fixes.length, 'fault')} takes up to ${pluralize(numRuns, 'training run')}, about ${time}. Each fix is applied in turn, then the usual next steps are tried, then each fix is removed alone. Faults found later add runs. Stored runs are reused.`,
  );
  const counts = { classNames, examples: all };
  const majority = majorityBaseline(support(counts, 'training'), support(counts, 'evaluation'));
  const verdict = await measureVerdict(recipe, findings, majority, {
    train: runsOf(images, seeds, session),
    check: (fixed, fixedRun) => diagnoseRecipe(fixed, all, classNames, { ...options, run: fixedRun, shortcut }),
    onRecheck: () => console.progress('Checking the fixed recipe again, for faults that the first ones hid'),
  });
  say(`Measuring it ${await measuring.end()}.`);
  const { hiddenFindings } = verdict.measured;
  if (hiddenFindings.length > 0) {
    say('\nFound only now; the faults fixed first had hidden it:');
    console.print(findingsText(hiddenFindings, images.folder, console.width, session.rowsFile));
  }
  console.print(`\n${verdictText(verdict, console.width)}`);
  return { recipe, run, findings, costs, verdict };
}

/** All findings about a recipe: at first, and after those were fixed. */
export function foundOf({ findings, verdict }: RecipeDiagnosis): Finding[] {
  return [...findings, ...(verdict?.measured.hiddenFindings ?? [])];
}

function outcomeOf({ history, bestEpoch, labels, probabilities, classNames }: StoredRun): string {
  const { accuracy, accuracyInterval, balancedAccuracy } = scores(labels, probabilities, classNames.length);
  const { trainAccuracy } = history[bestEpoch - 1]!;
  return `Best epoch ${bestEpoch} of ${history.length}. Training accuracy ${formatPercent(trainAccuracy)}. Validation accuracy ${formatWithInterval(accuracy, accuracyInterval)}, balanced accuracy ${formatPercent(balancedAccuracy)}.`;
}
