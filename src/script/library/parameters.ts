import { table } from '../../base/table.js';
import { byName } from '../evaluate/arguments.js';
import type { Arguments, Value } from '../evaluate/values.js';

/**
 * Names of positional parameters in their order, as Keras 2 and 3 share them; only those that scripts give without a name.
 * Source: signatures of Keras 2.0.8, 2.2.4, tf.keras 2.4 and Keras 3.
 */
const POSITIONAL: Record<string, string> = table({
  Dense: 'units activation use_bias',
  Dropout: 'rate noise_shape seed',
  SpatialDropout2D: 'rate',
  GaussianNoise: 'stddev',
  GaussianDropout: 'rate',
  Activation: 'activation',
  LeakyReLU: 'alpha',
  Conv2D: 'filters kernel_size strides padding',
  SeparableConv2D: 'filters kernel_size strides padding',
  DepthwiseConv2D: 'kernel_size strides padding',
  MaxPooling2D: 'pool_size strides padding',
  AveragePooling2D: 'pool_size strides padding',
  ZeroPadding2D: 'padding',
  Flatten: 'data_format',
  Reshape: 'target_shape',
  BatchNormalization: 'axis momentum epsilon',
  Input: 'shape batch_size',
  InputLayer: 'input_shape batch_size',
  Lambda: 'function output_shape',
  Rescaling: 'scale offset',
  Resizing: 'height width interpolation',
  CenterCrop: 'height width',
  RandomFlip: 'mode seed',
  RandomRotation: 'factor fill_mode',
  RandomZoom: 'height_factor width_factor',
  RandomTranslation: 'height_factor width_factor',
  RandomContrast: 'factor',
  RandomBrightness: 'factor value_range',
  RandomCrop: 'height width',
  Normalization: 'axis mean variance',
  TimeDistributed: 'layer',
  SGD: 'learning_rate momentum nesterov',
  Adam: 'learning_rate beta_1 beta_2 epsilon',
  AdamW: 'learning_rate weight_decay beta_1 beta_2 epsilon',
  Adamax: 'learning_rate beta_1 beta_2 epsilon',
  Nadam: 'learning_rate beta_1 beta_2 epsilon',
  RMSprop: 'learning_rate rho momentum epsilon',
  Adagrad: 'learning_rate',
  Adadelta: 'learning_rate rho epsilon',
  Lion: 'learning_rate beta_1 beta_2',
  ExponentialDecay: 'initial_learning_rate decay_steps decay_rate staircase',
  CosineDecay: 'initial_learning_rate decay_steps alpha',
  CosineDecayRestarts: 'initial_learning_rate first_decay_steps t_mul m_mul alpha',
  PiecewiseConstantDecay: 'boundaries values',
  PolynomialDecay: 'initial_learning_rate decay_steps end_learning_rate power',
  InverseTimeDecay: 'initial_learning_rate decay_steps decay_rate staircase',
  ModelCheckpoint: 'filepath monitor verbose save_best_only save_weights_only mode',
  EarlyStopping: 'monitor min_delta patience verbose mode baseline restore_best_weights',
  ReduceLROnPlateau: 'monitor factor patience verbose mode min_delta cooldown min_lr',
  LearningRateScheduler: 'schedule verbose',
  TensorBoard: 'log_dir histogram_freq',
  CSVLogger: 'filename separator append',
  LambdaCallback: '',
  CategoricalCrossentropy: 'from_logits label_smoothing',
  SparseCategoricalCrossentropy: 'from_logits',
  BinaryCrossentropy: 'from_logits label_smoothing',
  l1: 'l1',
  l2: 'l2',
  L1: 'l1',
  L2: 'l2',
  l1_l2: 'l1 l2',
  compile: 'optimizer loss metrics',
  // Keras 1 to 3 agree as far as scripts go.
  fit: 'x y batch_size epochs verbose callbacks validation_split validation_data shuffle class_weight sample_weight initial_epoch steps_per_epoch validation_steps',
  fit_generator:
    'generator steps_per_epoch epochs verbose callbacks validation_data validation_steps class_weight max_queue_size workers use_multiprocessing shuffle initial_epoch',
  evaluate: 'x y batch_size verbose sample_weight steps',
  evaluate_generator: 'generator steps',
  predict: 'x batch_size verbose steps',
  predict_generator: 'generator steps',
});

/** Spellings of Keras 1 and of older optimizers, and those of today. */
const RENAMED: Record<string, string> = table({
  lr: 'learning_rate',
  nb_epoch: 'epochs',
  output_dim: 'units',
  p: 'rate',
  input: 'inputs',
  output: 'outputs',
  init: 'kernel_initializer',
  W_regularizer: 'kernel_regularizer',
});

/** Arguments of something of Keras by the names of its parameters today. */
export function argumentsOf(what: string, args: Arguments): Map<string, Value> {
  const names = POSITIONAL[what]?.split(' ') ?? [];
  const given = byName(args, names);
  return new Map([...given].map(([name, value]) => [isRenamed(what, name) ? RENAMED[name]! : name, value]));
}

/** `input` is a name of its own in Keras 1's `Model` alone, and `p` in its `Dropout`. */
function isRenamed(what: string, name: string): boolean {
  if (!(name in RENAMED)) return false;
  if (name === 'input' || name === 'output') return what === 'Model';
  return name !== 'p' || what === 'Dropout' || what === 'SpatialDropout2D';
}
