import type { Place } from '../syntax/ast.js';
import type { KerasVersion, VersionRange } from './kerasVersion.js';
import type { VersionInterval } from './versionInterval.js';

/** What a reading rests on: words for the user, and where it stands. */
export interface Because {
  what: string;
  /** Where it stands in the script. */
  place?: Place;
  /** The file, if it is not the script, without its folder. */
  file?: string;
  /** The line of that file, from 1. */
  line?: number;
}

/** A sign of the version of Keras that a script was written for. */
export type Hint = Because &
  /** `ranges` where a number stands for several versions. */
  (
    | { kind: 'stated'; version: KerasVersion; ranges?: readonly VersionRange[] }
    /** A package pinned or bounded by a file beside the script, or by a shell line. */
    | { kind: 'requirement'; package: 'keras' | 'tensorflow' | 'tf_keras' | 'python'; interval: VersionInterval }
    /** A package and its version in a comment or a docstring: only likely, since it may be about something else. */
    | { kind: 'remark'; package: 'keras' | 'tensorflow'; interval: VersionInterval }
    /** `language_info.version` of a notebook. */
    | { kind: 'notebookPython'; version: string }
    /** The attribute `keras_version` of an .h5 file, or of metadata.json in a .keras file. */
    | { kind: 'modelFile'; kerasVersion: string }
    /** A qualified name that the script imports or calls, such as `tensorflow.keras.layers.Rescaling`. */
    | { kind: 'name'; name: string }
    /** A name of TensorFlow outside of Keras, and the versions that have it. */
    | { kind: 'tensorflowName'; interval: VersionInterval }
    /** A spelling; see `SPELLINGS`. */
    | { kind: 'spelling'; spelling: Spelling }
  );

export type Spelling =
  | 'nb_epoch'
  | 'samples_per_epoch'
  | 'epochs='
  | 'fit_generator'
  | 'fit on a generator'
  | 'lr='
  | 'learning_rate='
  | 'decay='
  | 'val_acc'
  | 'val_accuracy'
  | 'prints val_acc'
  | 'prints val_accuracy'
  | 'input= of Model'
  | 'predict_classes'
  | 'classifier_activation='
  | 'period='
  | 'other checkpoint file'
  | 'other weights file'
  | 'saves .keras'
  | 'saves a folder';
