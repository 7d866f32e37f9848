import { UserError } from '../base/errors.js';
import { breathe, type tf } from '../engine/tensorflow.js';
import type { Callback, StopReason, Training } from './callbacks/callback.js';
import type { EpochRecord } from './history.js';
import { type Schedule, scheduledRate } from './schedules/schedule.js';
import type { Trainer } from './trainer.js';

/** What is trained on, and how it is measured. */
export interface FitData {
  /** Class of each training example, and its weight in the loss; both `[numExamples]`. */
  labels: readonly number[];
  exampleWeights: readonly number[];
  /** Indices of the examples of each batch of an epoch; as many batches in every epoch. */
  batches(epoch: number): number[][];
  /** The tail's input for each batch, in order; disposed here. */
  inputs(batches: number[][], epoch: number): AsyncIterable<{ indices: number[]; x: tf.Tensor }>;
  /** Loss and accuracy on the validation examples, with the weights as they stand. */
  validate(): Promise<{ loss: number; accuracy: number }>;
}

export interface FitOptions {
  /** At most. */
  epochs: number;
  learningRate: number;
  schedule: Schedule;
  callbacks: readonly Callback[];
  /** Asked before each batch; true ends the training after a measurement of what the epoch has done so far. */
  interrupted?: () => boolean;
}

export interface Fitted {
  /** Empty where the first epoch had no batch, or a loss that is no number. */
  history: EpochRecord[];
  stopped: 'finished' | 'interrupted' | StopReason;
}

/** Trains in epochs and measures after each, as Keras' `fit`. Between batches the event loop gets a turn. */
export async function fitClassifier(trainer: Trainer, data: FitData, options: FitOptions): Promise<Fitted> {
  const { callbacks } = options;
  const history: EpochRecord[] = [];
  const course = startCourse(trainer, options, options.epochs * data.batches(1).length);
  const { training } = course;
  for (const callback of callbacks) await callback.onTrainBegin?.(training);
  for (let epoch = 1; epoch <= options.epochs && course.stopped === 'finished'; epoch++) {
    const trained = await trainEpoch(trainer, data, options, course, epoch, history);
    if (trained === undefined) break;
    const { loss, accuracy } = await data.validate();
    if (!Number.isFinite(loss)) {
      course.stopped = 'diverged';
      break;
    }
    const { learningRate } = training;
    history.push({
      epoch,
      trainLoss: trained.loss,
      trainAccuracy: trained.accuracy,
      validationLoss: loss,
      validationAccuracy: accuracy,
      learningRate,
    });
    const logs = { ...trained, val_loss: loss, val_accuracy: accuracy, learning_rate: learningRate };
    for (const callback of callbacks) await callback.onEpochEnd?.(epoch, logs, training);
  }
  for (const callback of callbacks) await callback.onTrainEnd?.(training);
  return { history, stopped: course.stopped };
}

/** Where a training stands. */
interface Course {
  stopped: Fitted['stopped'];
  /** Those that are done. */
  steps: number;
  training: Training;
}

function startCourse(trainer: Trainer, { schedule, learningRate }: FitOptions, totalSteps: number): Course {
  let rate = learningRate;
  const course: Course = {
    stopped: 'finished',
    steps: 0,
    training: {
      get learningRate(): number {
        return scheduledRate(schedule, rate, course.steps, totalSteps);
      },
      set learningRate(value: number) {
        if (schedule.name !== 'Constant') {
          throw new UserError(
            'A callback sets the learning rate only where no schedule gives it.',
            schedule.name,
            "Leave the recipe's schedule at Constant, or do without the callback.",
          );
        }
        rate = value;
      },
      stop: (reason) => {
        if (course.stopped === 'finished') course.stopped = reason;
      },
      snapshot: trainer.snapshot,
      restore: trainer.restore,
    },
  };
  return course;
}

/**
 * One pass over the examples. Means are over examples, so a short last batch counts by its size.
 *
 * @returns undefined where there is nothing to measure: no batch was done, or the loss is no number
 */
async function trainEpoch(
  trainer: Trainer,
  data: FitData,
  { callbacks, interrupted }: FitOptions,
  course: Course,
  epoch: number,
  history: readonly EpochRecord[],
): Promise<{ loss: number; accuracy: number } | undefined> {
  const batches = data.batches(epoch);
  const total = { loss: 0, correct: 0, seen: 0, batches: 0 };
  for (const callback of callbacks) callback.onEpochBegin?.(epoch, course.training);
  for await (const { indices, x } of data.inputs(batches, epoch)) {
    if (interrupted?.()) {
      x.dispose();
      course.stopped = 'interrupted';
      break;
    }
    const [labels, weights] = [data.labels, data.exampleWeights].map((all) => indices.map((i) => all[i]));
    const { loss, correct } = trainer.step(x, labels, weights, course.training.learningRate);
    x.dispose();
    course.steps++;
    total.loss += loss * indices.length;
    total.correct += correct;
    total.seen += indices.length;
    total.batches++;
    const end = { epoch, batch: total.batches, batches: batches.length, seen: total.seen, loss, history };
    for (const callback of callbacks) callback.onBatchEnd?.(end, course.training);
    if (course.stopped !== 'finished') break;
    await breathe();
  }
  if (course.stopped === 'diverged' || total.seen === 0) return undefined;
  return { loss: total.loss / total.seen, accuracy: total.correct / total.seen };
}
