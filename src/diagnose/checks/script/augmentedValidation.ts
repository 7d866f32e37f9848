import { firstOfEach } from '../../../base/group.js';
import { augmentationOf, type ImageFlow } from '../../../script/library/images/flow.js';
import { imagesOfFlow } from '../../../script/reading/modelReading.js';
import type { NotedPlace } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { Place } from '../../../script/syntax/ast.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/**
 * Finds random changes of validation images. Layers of the model do not count: they change nothing at inference.
 */
export function augmentedValidation(reading: ScriptReading): Finding[] {
  const ofFits = inEachStage(reading, ({ call }) =>
    find(reading, call.validationFlow, call.flow, 'Validation', call.place),
  );
  const ofUses = reading.uses.flatMap(({ kind, flow, place, isRepeated }) =>
    // Predictions in a loop may be averaged over augmented copies on purpose.
    kind === 'fit' || isRepeated
      ? []
      : find(reading, flow, undefined, kind === 'evaluate' ? 'Evaluation' : 'Prediction', place),
  );
  return firstOfEach([...ofFits, ...ofUses], ({ places }) => places?.[0]?.where);
}

function find(
  reading: ScriptReading,
  given: ImageFlow | undefined,
  ofTraining: ImageFlow | undefined,
  what: string,
  usedAt: Place,
): Finding[] {
  const [flow, training] = [imagesOfFlow(given), imagesOfFlow(ofTraining)];
  if (flow === undefined) return [];
  // Features keep the changes that were drawn when they were computed.
  const variation = flow === given ? ', and differs from pass to pass' : '';
  const steps = augmentationOf(flow);
  const [first] = steps;
  if (first === undefined) return [];
  const settings = [...new Set(steps.flatMap((step) => Object.keys(step.settings)))].filter(
    (name) => name !== 'fill_mode' && name !== 'cval',
  );
  const names = settings.length > 0 && steps.length === 1 ? settings : steps.map(({ name }) => name);
  const isShared = training !== undefined && augmentationOf(training).some(({ place }) => place === first.place);
  const made: NotedPlace = [flow.origin, `${what.toLowerCase()} images`];
  return [
    scriptFinding(reading, {
      check: 'augmented-validation',
      severity: 'warning',
      summary: `${what} images are augmented too (${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}). Their accuracy is too low${variation}.`,
      fix:
        flow.source.subset?.value === undefined || flow.source.subset.value === null
          ? 'Load these images without augmentation, with the same scaling.'
          : `Make a second generator with the same validation_split${isShared ? '' : ' and scaling'} and without augmentation, and take subset='validation' from it.`,
      at: flow.kind === 'script generator' ? [made, first.place, usedAt] : [first.place, made, usedAt],
    }),
  ];
}
