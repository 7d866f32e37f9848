import * as path from 'node:path';
import { type CheckName, checkInfo, type Severity } from '../diagnose/checks.js';
import type { FindingPlace } from '../diagnose/finding.js';
import type { Answer } from './answers.js';
import type { FaultKindName } from './faultKinds.js';
import { kindOfHeadline } from './kindOfHeadline.js';

/**
 * The kind that a check of thaw names. A check that is missing here is a symptom, which is no answer, or names no kind, which
 * is wrong in every case.
 */
export const KIND_OF_CHECK: Readonly<Partial<Record<CheckName, FaultKindName>>> = {
  'wrong-scaling': 'wrong-range',
  'double-preprocessing': 'scaled-twice',
  'unscaled-images': 'wrong-range',
  'channel-order': 'channels-swapped',
  'integer-pixels': 'integer-pixels',
  'statistics-not-fitted': 'statistics-not-fitted',
  'crop-after-resize': 'crop-after-resize',
  'train-validation-mismatch': 'pipelines-differ',
  'flags-without-compile': 'flags-after-compile',
  'flags-without-effect': 'wrong-layers-train',
  'unknown-layer-name': 'wrong-layers-train',
  'nothing-trainable': 'wrong-layers-train',
  'lower-layers-train': 'wrong-layers-train',
  'training-false-ignored': 'frozen-batch-norm',
  'frozen-batch-norm': 'frozen-batch-norm',
  'lagging-batch-norm': 'small-batch-norm',
  'small-batch-norm': 'small-batch-norm',
  'last-layer-mismatch': 'last-activation',
  'label-form-mismatch': 'label-form',
  'number-of-classes': 'number-of-classes',
  'wrong-loss': 'wrong-loss',
  'misleading-metric': 'misleading-metric',
  'partial-evaluation': 'partial-evaluation',
  'linear-layers': 'linear-head',
  'augmented-validation': 'augmented-validation',
  'leaking-split': 'leaking-split',
  'duplicate-across-splits': 'leaking-split',
  'group-leak': 'leaking-split',
  'ordered-split': 'ordered-split',
  'shuffled-predictions': 'labels-in-other-order',
  'class-order-mismatch': 'labels-in-other-order',
  'labels-by-position': 'labels-in-other-order',
  'selection-as-result': 'selection-as-result',
  'unknown-monitor': 'monitor-name',
  'checkpoint-not-best': 'best-epoch-lost',
  'learning-rate-too-high': 'learning-rate-too-high',
  'learning-rate-too-low': 'learning-rate-too-low',
  'too-few-steps': 'too-few-steps',
  'class-weight-keys': 'class-weights',
  'inverted-class-weights': 'class-weights',
  'dropout-too-high': 'too-much-regularization',
  'balanced-twice': 'class-weights',
  'augmentation-too-strong': 'too-much-regularization',
  'regularization-too-strong': 'too-much-regularization',
  'dropout-rate': 'too-much-regularization',
  'height-width-swapped': 'sides-exchanged',
  'input-shape-mismatch': 'input-shape',
  'upscaled-input': 'input-shape',
  'input-too-small': 'input-shape',
  'head-on-classes': 'head-on-classes',
  'head-too-large': 'head-too-large',
  'weights-not-loaded': 'weights-not-loaded',
  'other-build': 'other-build',
  'loader-difference': 'class-folders',
  'class-missing': 'class-folders',
  'suspect-label': 'wrong-labels',
  'label-conflict': 'wrong-labels',
  'exact-duplicate': 'copied-images',
  'near-duplicate': 'copied-images',
  'unreadable-image': 'unreadable-images',
  'image-quality': 'unreadable-images',
  'split-shift': 'splits-differ',
  shortcut: 'shortcut',
  'class-imbalance': 'imbalance',
  'tiny-class': 'imbalance',
};

/** A finding as `thaw diagnose --json` writes it. */
export interface ReportedFinding {
  check: CheckName;
  severity: Severity;
  summary: string;
  places?: FindingPlace[] | undefined;
}

/** What `thaw diagnose --json` writes, as far as answers need it: without images, `script` alone. */
export interface Report {
  findings?: ReportedFinding[];
  script?: { findings: ReportedFinding[] };
  /** What was measured on images. */
  recipe?: {
    verdict: { faults: { check?: CheckName; headline: string }[]; refuted: { check: CheckName }[] };
  } | null;
}

/**
 * The causes that a report names, as answers: first what its verdict has measured, then `critical` and `warning` findings that it
 * has not refuted, each at its most telling line. What is context or a symptom is no answer.
 */
export function answersOf({ findings, script, recipe }: Report): Answer[] {
  const { faults = [], refuted = [] } = recipe?.verdict ?? {};
  const isRefuted = new Set(refuted.map(({ check }) => check));
  const all = findings ?? script?.findings ?? [];
  const named = all.filter(
    ({ check, severity }) => severity !== 'info' && checkInfo(check).kind === 'cause' && !isRefuted.has(check),
  );
  const measured = faults.map(({ check, headline }): Answer => {
    const finding = named.find((one) => one.check === check);
    if (finding !== undefined) return answerOf(finding);
    return { kind: (check && KIND_OF_CHECK[check]) ?? kindOfHeadline(headline) ?? 'other', text: headline };
  });
  return [...measured, ...named.filter(({ check }) => !faults.some((one) => one.check === check)).map(answerOf)];
}

function answerOf({ check, summary, places = [] }: ReportedFinding): Answer {
  const [place] = places;
  const at = place && { file: path.basename(place.file), line: place.line, cell: place.cell };
  return { kind: KIND_OF_CHECK[check] ?? 'other', text: summary, ...at };
}
