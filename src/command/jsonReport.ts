import { shortPath } from '../base/text/shortPath.js';
import { support } from '../dataset/classFolders.js';
import { ofSplit } from '../dataset/dataset.js';
import type { OpenImages } from '../dataset/openImages.js';
import type { Finding } from '../diagnose/finding.js';
import { triedChanges } from '../diagnose/verdict/triedChanges.js';
import type { Verdict } from '../diagnose/verdict/verdict.js';
import { describeEnvironment } from '../engine/environment.js';
import { formatCost } from '../metrics/format.js';
import { accuracy } from '../metrics/paired.js';
import type { ModelDiagnosis } from './diagnoseModel.js';
import type { RecipeDiagnosis } from './diagnoseRecipeFile.js';
import type { ScriptDiagnosis } from './diagnoseScript.js';
import type { Compared } from './modelAgainstScript.js';
import { pairsOf } from './modelText.js';
import { scriptPart } from './scriptJson.js';

/** All results of a diagnosis. */
export interface Diagnosis {
  images: OpenImages;
  data: Finding[];
  recipe?: RecipeDiagnosis & { file: string };
  model?: ModelDiagnosis & { file: string };
  script?: ScriptDiagnosis & { compared: readonly Compared[] };
}

/** Formats a diagnosis as JSON. Missing values, such as the recall of a class without images, are null. */
export function jsonReport({ images, data, recipe, model, script }: Diagnosis, date: string): string {
  const { classNames, folder, drawn, notes, scan } = images;
  const counts = { classNames, examples: scan.images };
  const findings = [
    ...(script?.findings ?? []).map((finding) => ({ about: 'script', ...findingPart(finding) })),
    ...data.map((finding) => ({ about: 'images', ...findingPart(finding) })),
    ...(recipe?.findings ?? []).map((finding) => ({ about: 'recipe', ...findingPart(finding) })),
    ...(model?.findings ?? []).map((finding) => ({ about: 'model', ...findingPart(finding) })),
  ];
  const report = {
    date,
    environment: describeEnvironment(),
    data: {
      folder,
      drawn,
      classNames,
      training: support(counts, 'training'),
      validation: support(counts, 'validation'),
      unreadable: scan.unreadable.map(({ example, reason }) => ({ file: shortPath(images, example.path), reason })),
      notes,
    },
    findings,
    ...(script && {
      script: {
        ...scriptPart(script),
        modelFile: script.compared.map(({ what, script: written, file }) => ({ what, script: written, file })),
      },
    }),
    ...(recipe && { recipe: recipePart(recipe) }),
    ...(model && { model: modelPart(model, images) }),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** `effect` has been called `size` since the first version of this file. */
function findingPart({ effect, ...finding }: Finding) {
  return { ...finding, size: effect };
}

function recipePart({ file, recipe, run, costs, verdict }: NonNullable<Diagnosis['recipe']>) {
  const trial = <T extends { runs: RecipeDiagnosis['run'][] }>({ runs, ...rest }: T) => ({
    ...rest,
    runs: runs.map(({ id }) => id),
  });
  return {
    file,
    recipe,
    run: {
      id: run.id,
      seconds: run.seconds,
      stopped: run.stopped,
      bestEpoch: run.bestEpoch,
      history: run.history,
      environment: run.environment,
    },
    costs,
    verdict: verdictPart(verdict.verdict),
    baselines: verdict.baselines,
    measuredOn: verdict.measuredOn,
    rungs: verdict.measured.steps.map(trial),
    causes: verdict.measured.causes.map(({ recipes: _, ...cause }) => cause),
    mended: trial(verdict.measured.fixed),
    tried: triedChanges(verdict.search),
    untried: verdict.search.untried.map(({ intervention: { field, change, patch }, seconds }) => ({
      field,
      change,
      patch,
      seconds,
    })),
  };
}

/** `wrong` has held each fault as text since the first version of this file. */
function verdictPart({ faults, unconfirmed, costs, refuted, now, next }: Verdict) {
  const wrong = faults.map(
    ({ headline, why, cost }) => `${headline}. ${why} This fault alone costs ${formatCost(cost)}.`,
  );
  return { wrong, faults, unconfirmed, costs, refuted, now, next };
}

function modelPart(
  { file, savedModel, measures, declared, scores, losses }: NonNullable<Diagnosis['model']>,
  images: OpenImages,
) {
  const { trials, trained, phases, centroid, probabilities } = measures;
  const validation = ofSplit(images.scan.images, 'validation');
  return {
    file,
    backbone: savedModel.backbone ?? null,
    inputShape: savedModel.model.inputShape,
    ownScaling: savedModel.own,
    notes: savedModel.half?.notes ?? [],
    evaluated: { scaling: declared.steps, saidBy: declared.by },
    trainedWith: trained.name,
    scalings: trials.map(({ name, steps, divergence, accuracy, right }) => ({
      name,
      steps,
      accuracy,
      images: right.length,
      divergence: divergence ?? null,
    })),
    scores,
    mistakes: pairsOf(scores),
    phases: phases && {
      batchSize: phases.batchSize,
      accuracyInInference: accuracy(phases.inInference),
      accuracyInTraining: accuracy(phases.inTraining),
      departures: phases.departures,
    },
    baselines: centroid && [{ name: centroid.name, accuracy: accuracy(centroid.right) }],
    losses: losses.map(({ index, ...loss }) => ({ file: shortPath(images, validation[index]!.path), ...loss })),
    probabilities,
  };
}
