/** What one batch normalization does while `fit` runs. */
export interface InFit {
  statistics: 'batch' | 'moving';
  /** Whether its moving averages are updated. */
  moves: boolean;
}

/** What versions of Keras do with batch normalization in `fit`, by `trainable` and by how the base is called. */
export interface BatchNormalizationRow {
  versions: string;
  /** Versions that it was measured with. */
  measured: readonly string[];
  trainable: InFit;
  /** The base is called with `training=False`; undefined where a model takes no such argument. */
  trainableCalledWithFalse: InFit | undefined;
  /** `trainable = False` on the batch normalization, however the base is called. */
  frozen: InFit;
}

const BY_BATCH: InFit = { statistics: 'batch', moves: true };
const BY_MOVING: InFit = { statistics: 'moving', moves: false };

/**
 * The versions, oldest first. Measured by `fit` for one step on a model within a model. Sources: keras PR 9965 (2.1.3),
 * TensorFlow 2.0's release notes (`trainable = False` means moving statistics), keras issue 20285 and PR 23364 (3.16).
 */
export const BATCH_NORMALIZATION_BY_VERSION: readonly BatchNormalizationRow[] = [
  {
    versions: 'Keras up to 2.1.2',
    measured: ['2.1.2'],
    trainable: BY_BATCH,
    trainableCalledWithFalse: undefined,
    frozen: BY_BATCH,
  },
  {
    versions: 'Keras 2.1.3 to 2.3.1',
    measured: ['2.1.3', '2.2.4', '2.3.1'],
    trainable: BY_BATCH,
    trainableCalledWithFalse: undefined,
    frozen: { statistics: 'batch', moves: false },
  },
  {
    versions: 'tf.keras of TensorFlow 1.4',
    measured: ['TF 1.4.0'],
    trainable: BY_BATCH,
    trainableCalledWithFalse: undefined,
    frozen: BY_BATCH,
  },
  {
    versions: 'tf.keras of TensorFlow 1.10 to 1.15',
    measured: ['TF 1.10.0', 'TF 1.15.5'],
    trainable: BY_BATCH,
    trainableCalledWithFalse: BY_MOVING,
    frozen: { statistics: 'batch', moves: false },
  },
  {
    versions: 'tf.keras 2.x, tf_keras, Keras 2.4 to 2.15',
    measured: ['TF 2.0.0', 'TF 2.3.0', 'TF 2.10.0', 'tf_keras 2.21.0'],
    trainable: BY_BATCH,
    trainableCalledWithFalse: BY_MOVING,
    frozen: BY_MOVING,
  },
  {
    versions: 'Keras 3.0 to 3.15',
    measured: ['3.3.3', '3.6.0', '3.10.0', '3.12.4', '3.14.1', '3.15.1'],
    trainable: BY_BATCH,
    trainableCalledWithFalse: BY_BATCH,
    frozen: BY_MOVING,
  },
  {
    versions: 'Keras 3.16',
    measured: ['3.16.0 before its release'],
    trainable: BY_BATCH,
    trainableCalledWithFalse: BY_MOVING,
    frozen: BY_MOVING,
  },
];

/** The row of a version of Keras 3. */
export function rowOfKeras3(version: string): BatchNormalizationRow {
  const minor = Number(version.split('.')[1]);
  return BATCH_NORMALIZATION_BY_VERSION.at(minor < 16 ? -2 : -1)!;
}

/** The table in Markdown. */
export function batchNormalizationTable(): string {
  const shown = (does: InFit | undefined): string => {
    if (does === undefined) return 'not possible';
    return `${does.statistics} statistics, moving averages ${does.moves ? 'move' : 'stay'}`;
  };
  const rows = BATCH_NORMALIZATION_BY_VERSION.map((row) => [
    row.versions,
    shown(row.trainable),
    shown(row.trainableCalledWithFalse),
    shown(row.frozen),
    row.measured.join(', '),
  ]);
  const header = [
    'in `fit`',
    '`trainable = True`',
    '`trainable = True`, base called with `training=False`',
    '`trainable = False`',
    'measured with',
  ];
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
