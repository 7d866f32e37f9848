import { numberOf, stringOf } from '../evaluate/values.js';
import type { HistoryFacts } from '../history/signatures.js';
import type { StageReading } from './stageReading.js';

/** What a script says of a training that helps to read its history. Facts that are not visible are left out. */
export function historyFactsOf(stage: StageReading | undefined): HistoryFacts {
  if (stage === undefined) return {};
  const dense = stage.model.head.filter(({ className }) => className === 'Dense').at(-1);
  const units = numberOf(dense?.args.get('units'));
  const activation = stringOf(dense?.args.get('activation')) ?? activationAfter(stage);
  const stopping = stage.callbacks.find(({ className }) => className === 'EarlyStopping');
  const monitor = stringOf(stopping?.args.get('monitor')) ?? (stopping === undefined ? undefined : 'val_loss');
  const patience = numberOf(stopping?.args.get('patience'));
  return {
    ...(units !== undefined && { numClasses: units === 1 ? 2 : units }),
    ...(stage.loss.name !== undefined && { loss: stage.loss.name }),
    ...(activation !== undefined && { lastActivation: activation }),
    ...(typeof stage.batchSize.value === 'number' && { batchSize: stage.batchSize.value }),
    ...(monitor !== undefined && patience !== undefined && { earlyStopping: { monitor, patience } }),
  };
}

/** `Dense(7)` and `Activation('softmax')` in two layers. */
function activationAfter({ model }: StageReading): string | undefined {
  const last = model.head.at(-1);
  return last?.className === 'Activation' ? stringOf(last.args.get('activation')) : undefined;
}
