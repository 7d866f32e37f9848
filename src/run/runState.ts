import type { RawWeight, WeightName } from '../backbones/network/weights.js';
import type { CallbackState } from '../training/callbacks/callback.js';
import type { FitState } from '../training/fitClassifier.js';
import type { EpochRecord } from '../training/history.js';
import { DamagedWeights, readWeightFile, writeWeights } from '../training/weightFile.js';
import { readNumber, writeNumber } from './jsonNumbers.js';

/** State of a run after an epoch: everything that the rest of the run depends on. */
export interface RunState extends PhaseState {
  /** 0-based index of the phase. */
  phase: number;
  /** Epochs of the phases before. */
  history: EpochRecord[];
  /** Weights that the phases before changed. */
  changed: ReadonlyMap<WeightName, RawWeight>;
  /** Duration of the run so far. */
  seconds: number;
}

/** Stores the state of an unfinished run. */
export interface StateStore {
  read(): Promise<RunState | undefined>;
  write(state: RunState): Promise<void>;
}

/**
 * Stores a state in one safetensors file: tensors under `changed/`, `weights/`, `slots/`, `best/` and `callbacks/<i>/`, the
 * rest as JSON in the header. The file is replaced atomically, so a kill leaves the state of the epoch before. One that is damaged
 * all the same, as by a crash of the machine or a copy that was cut short, counts as absent.
 *
 * @param onDamaged called where the file is damaged
 */
export function stateStore(file: string, onDamaged: () => void): StateStore {
  return {
    read: async () => {
      try {
        const kept = await readWeightFile(file);
        return kept && unpacked(kept.weights, kept.metadata.state!);
      } catch (error) {
        if (!(error instanceof DamagedWeights)) throw error;
        onDamaged();
        return undefined;
      }
    },
    write: async (state) => {
      const { tensors, json } = packed(state);
      await writeWeights(file, tensors, { state: json });
    },
  };
}

type Weights = ReadonlyMap<string, RawWeight>;

function packed({ fit, best, changed, ...rest }: RunState): { tensors: Map<string, RawWeight>; json: string } {
  const { trainer, callbacks, ...fitted } = fit;
  const groups: [prefix: string, weights: Weights | undefined][] = [
    ['changed', changed],
    ['weights', trainer.weights],
    ['slots', trainer.slots],
    ['best', best?.weights],
    ...callbacks.map((state, i): [string, Weights | undefined] => [`callbacks/${i}`, state?.weights]),
  ];
  const tensors = groups.flatMap(([prefix, weights = new Map()]) =>
    [...weights].map(([name, weight]): [string, RawWeight] => [`${prefix}/${name}`, weight]),
  );
  const json = {
    ...rest,
    fit: { ...fitted, trainerSteps: trainer.steps },
    best: best && { epoch: best.epoch, probabilities: best.probabilities },
    callbacks: callbacks.map((state) =>
      state === undefined ? null : { ...state, weights: state.weights !== undefined },
    ),
  };
  return { tensors: new Map(tensors), json: JSON.stringify(json, writeNumber) };
}

function unpacked(tensors: Weights, text: string): RunState {
  const { fit, best, callbacks, ...rest } = JSON.parse(text, readNumber);
  const group = (prefix: string): Map<string, RawWeight> =>
    new Map(
      [...tensors].flatMap(([name, weight]) =>
        name.startsWith(`${prefix}/`) ? [[name.slice(prefix.length + 1), weight] as const] : [],
      ),
    );
  const { trainerSteps: steps, ...fitted } = fit;
  return {
    ...rest,
    changed: group('changed'),
    best: best && { ...best, weights: group('best') },
    fit: {
      ...fitted,
      trainer: { steps, weights: group('weights'), slots: group('slots') },
      callbacks: callbacks.map(
        (state: { values: unknown; weights: boolean } | null, i: number): CallbackState | undefined =>
          state === null
            ? undefined
            : { values: state.values, weights: state.weights ? group(`callbacks/${i}`) : undefined },
      ),
    },
  };
}

/** The best epoch so far, on the selection part; the earlier of two equal ones. */
export interface Best {
  /** 1-based, in its phase. */
  epoch: number;
  /** `[numExamples][numClasses]`, of all validation images. */
  probabilities: number[][];
  /** Weights that training changed. */
  weights: ReadonlyMap<WeightName, RawWeight>;
}

/** State of a phase after its last finished epoch. */
export interface PhaseState {
  fit: FitState;
  best: Best | undefined;
}
