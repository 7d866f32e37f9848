import { percentOf } from '../../metrics/format.js';
import { LEAST_KEPT } from '../checks/script/dropoutTooHigh.js';
import { SMALL_SIDE } from '../checks/script/inputTooSmall.js';
import { FEW_VALUES } from '../checks/script/integerPixels.js';
import { LEFT_OUT } from '../checks/script/partialEvaluation.js';
import { WIDE } from '../checks/script/unscaledImages.js';
import type { CheckDocs, CheckOf } from './checkDocs.js';

/** Documentation of the checks of a script's text. */
export const SCRIPT_DOCS: Readonly<Record<CheckOf<'script'>, CheckDocs>> = {
  'flags-without-compile': {
    why: 'It is the step of fine-tuning that is forgotten most often, and Keras says nothing of it.',
    measured:
      'The flags of all layers when the version decides what trains (at `compile`; in Keras 3 at the first `fit` after it), compared with those at the `fit`.',
    threshold:
      'Critical where a flag differs in every version that the script can be for, a warning where it differs in some.',
    source:
      "Keras' guide of transfer learning: `compile` freezes the behavior of the model. Measured with Keras 2.1.2 to 2.3.1, TF 1.4 to 2.10 and Keras 3.15.",
  },
  'unscaled-images': {
    why: 'Keras trains on whatever it gets, and a pretrained base often worked with the same generator.',
    measured:
      'The range of the values that reach the first layer of a network without pretrained weights, and whether it has normalization layers.',
    threshold: `A warning where values span more than ${WIDE} and nothing in the network normalizes them.`,
    source:
      'Measured with Keras 3.15, three convolutions and five classes of clothes, three seeds of 10 epochs: with Adam, the validation accuracy is 0.69 to 0.70 with values in [0, 1], 0.57 to 0.63 with bytes, and 0.62 to 0.67 with bytes minus their means; with SGD at 0.01, it is 0.30 to 0.42, 0.11 to 0.21 and 0.21 to 0.34. In a public report on cats and dogs it is 0.70, and with bytes nothing is learned.',
  },
  'flags-without-effect': {
    why: 'Keras accepts any attribute on a layer and says nothing of a flag that does not reach the layers that train.',
    measured:
      'The flags as they are written, followed through the rules of each version that the script can be for: whether a flag of a model reaches its layers, hides theirs, or is skipped; whether it is set on other layers than the base, all of which trains; and whether a loop sets it over a slice that counts the layers of the base, of a model in which the base is one layer.',
    threshold:
      'Critical where a layer with weights is otherwise than written in every such version, a warning where the newest of them has it so, else info.',
    source: 'Measured by counting trainable weights with Keras 1.2 to 2.3, TF 1.4 to 2.13 and Keras 3.0 to 3.15.',
  },
  'lower-layers-train': {
    why: 'A slice that is the wrong way round, as `base.layers[100:]` for `base.layers[:100]`, freezes the layers that were to train.',
    measured:
      'Which layers with weights of the base train, in their order, without batch normalization, in each version that the script can be for.',
    threshold:
      'A warning where all that train stand before all that are frozen; some adapt first layers on purpose, to images of another kind.',
    source:
      "Keras' guide of transfer learning and TensorFlow's tutorial unfreeze the last layers; Yosinski and others (2014) measure that features get less general layer by layer.",
  },
  'unknown-layer-name': {
    why: 'Names of layers changed with the versions of Keras; a comparison that never holds is no error.',
    measured:
      'Names that loops over layers compare with, against the lists of layers of each version that the script can be for.',
    threshold: 'Critical where no such version has a layer that fits, a warning where the newest does not.',
    source: 'Lists of layers, recorded by building the models with each version.',
  },
  'training-false-ignored': {
    why: "Keras' guide relied on `training=False` of the base for years.",
    measured:
      'Whether a base that is called with `training=False` has batch normalization that trains, and what `fit` of the version does with the argument.',
    threshold: 'A warning where the newest version that the script can be for overrides it, else info.',
    source: 'keras issue 20285 and pull request 23364; measured with Keras 3.3 to 3.15.',
  },
  'dropout-rate': {
    why: 'Keras up to 2.3 limits the rate to [0, 1] without a word.',
    measured: 'The rate of each dropout layer of the head.',
    threshold: 'A warning where it is negative, 1 or more.',
    source:
      'Read in `Dropout` of Keras 1.2 and 2.3; run with TensorFlow 2.0, 2.3, 2.4, 2.9 and 2.13 and Keras 3.6, 3.12 and 3.15, which raise an error for 5. Keras 3.15 makes zeros of everything with a rate of 1.',
  },
  'decimal-comma': {
    why: 'Many languages write one half as 0,5, and `Dropout(0, 5)` is a call that some versions of Keras run.',
    measured:
      'A rate that is a tuple of 0 and another number, and dropout with a rate of 0 and a number as `noise_shape`.',
    threshold: 'Critical.',
    source:
      'Run: `Dropout(0, 5)` drops nothing in TensorFlow 2.13 and Keras 3.6 and 3.12, and is an error in TensorFlow 2.0 to 2.9 and Keras 3.15.',
  },
  'class-weight-keys': {
    why: 'Keras up to 2.3 ignores what is no dict without a word.',
    measured:
      'The value of `class_weight`, and the units of the last layer; whether a weight is of a rank, by its place in `value_counts()` or `most_common()`, while Keras numbers the classes by name.',
    threshold:
      'Critical where it is no dict, has names as keys, or has no weight for a class; a warning for ranks, whose order may happen to be that of the names.',
    source: "Keras' `fit`: `class_weight` is a dict that maps class numbers to weights.",
  },
  'inverted-class-weights': {
    why: 'A dict of shares or counts looks like one of weights, and Keras takes any numbers.',
    measured:
      'Whether the values of `class_weight` are counts of the classes, times or divided by what is the same for all classes: the number of all images or classes, the largest count.',
    threshold: 'Critical.',
    source: 'scikit-learn: `balanced` weights are `n_samples / (n_classes * np.bincount(y))`.',
  },
  'dropout-too-high': {
    why: 'TensorFlow 1 took the share that is kept, Keras takes the one that is dropped.',
    measured: 'The shares of values that the dropout layers of a head on a pretrained base let through, multiplied.',
    threshold: `A warning where ${percentOf(LEAST_KEPT)} or less gets through.`,
    source:
      'Measured with frozen InceptionV3 and EfficientNetLite0, 15 epochs of Adam, three seeds. Chosen on drawn seeds and clothes: one layer of 0.9, or two of 0.7, cost 6 to 9 points of accuracy on average, one of 0.8 or two of 0.5 cost 2 to 4. Tried on wheat kernels: 4 to 7 points, and 1 to 2. Two layers of 0.9 cost 18 to 52, three of 0.6 cost 3 to 24.',
  },
  'input-too-small': {
    why: 'Keras accepts 32x32 for most applications, and the script runs without an error.',
    measured:
      'Height and width of the images that reach a frozen application, against the size that it was trained on.',
    threshold: `A warning where a side has ${SMALL_SIDE.warning} pixels or less, info up to ${SMALL_SIDE.info}.`,
    source:
      'Measured with frozen EfficientNetLite0 and MobileNetV2, three seeds, against images of 224x224. Chosen on drawn seeds and clothes: 32x32 costs 22 to 38 points of accuracy; 64x64 costs 9 and 26 with one, 0 and 17 with the other. Tried on wheat kernels, whose files have 64 pixels: 32x32 costs 10 points, 64x64 costs 0 to 6. Kornblith, Shlens and Le, CVPR 2019, resize all images, those of CIFAR too, to the size of the pretraining.',
  },
  'balanced-twice': {
    why: 'Drawing images of a rare class more often does what its weight does: both together let it count by the square.',
    measured:
      '`sample_from_datasets` of as many datasets as there are class weights, without weights of its own or with equal ones, and `rejection_resample` to equal shares; the class weights of `fit`.',
    threshold: 'A warning where the class weights differ.',
    source: "TensorFlow's tutorial on imbalanced data shows both ways as alternatives.",
  },
  'other-build': {
    why: 'Weights load without an error where the layers with weights agree, and the outputs differ.',
    measured:
      "The lists of layers of an application with weights='imagenet' and with weights=None, in each version that the script can be for; pooling and activations of hidden layers of the model that a file of weights is saved from, and of the one that it is loaded into.",
    threshold:
      'A warning where the lists differ and weights are loaded into the model that is built with weights=None; critical where pooling or an activation differs. The activation of the last layer may: a softmax is often added to predict.',
    source: 'tensorflow issue 62193.',
  },
  'statistics-not-fitted': {
    why: '`ImageDataGenerator(featurewise_center=True)` needs `fit`, and a `Normalization` layer `adapt`. Keras only warns.',
    measured:
      'Standardizations by the data set on the way of the images, and whether something calls `fit` or `adapt`.',
    threshold: 'Critical where nothing does.',
    source:
      'Measured with Keras 3.15: without `fit`, the generator returns 255 for 255; without `adapt`, the layer too.',
  },
  'crop-after-resize': {
    why: '`preprocessing_function` gets images that are `target_size` already; few expect that.',
    measured: 'Crops behind the resize of a generator that reads files. Random crops are augmentation.',
    threshold: 'Critical where the crop is as large as `target_size`, so that it does nothing; otherwise a warning.',
    source: "Keras' issue 9049: 99 % in training, 89 % on images that were cropped from the files.",
  },
  'integer-pixels': {
    why: 'Files hold bytes, and NumPy and TensorFlow compute with the type they get.',
    measured: 'The type and range of values before and after each step of the images.',
    threshold: `Critical where a result leaves the range of its integers, or values no more than ${FEW_VALUES} apart become integers.`,
    source:
      'Measured with NumPy 2 and Keras 3.15: in bytes, 100 - 128 is 228, and -100.5 that is stored in them 156; `preprocess_input` of a tensor of bytes makes 152 of 255 in mode `caffe`, and raises an error in the other modes.',
  },
  'input-shape-mismatch': {
    why: 'The size stands in two places of a script, and is changed in one.',
    measured: '`input_shape` of the base, compared with the size and the channels of the images that reach it.',
    threshold: 'Critical where they differ. What the text does not say is not compared.',
    source:
      'Keras 3.15 raises an error at the first call of a functional model; a prediction of another size after a training goes on without one.',
  },
  'head-on-classes': {
    why: '`include_top` is True by default, and the script runs without an error.',
    measured:
      "Whether a dense layer stands on the output of a base with its own classifier; what is taken from the base's inner layers is no finding.",
    threshold: 'Critical.',
    source: 'The definition of `include_top` in keras.applications.',
  },
  'last-layer-mismatch': {
    why: 'A loss takes any numbers, and Keras trains on without an error.',
    measured: 'Units and activations of the last dense layer, and `from_logits` of the loss.',
    threshold:
      'Critical for softmax of one unit, softmax twice, a categorical loss of one unit, no probabilities without `from_logits`; `from_logits` after a softmax by version; info for sigmoids of classes.',
    source:
      'Trained with TensorFlow 1.10, 2.0, 2.3, 2.4, 2.6, 2.13 and Keras 3.15: from TensorFlow 2.4 on, a loss from logits takes the logits from before a softmax. Two softmaxes: the loss is at least ln((e + C - 1) / e).',
  },
  'label-form-mismatch': {
    why: 'The error that Keras raises names shapes, not the setting; TensorFlow 2.2 and 2.3 raise none for binary labels.',
    measured: 'The form of the labels that reach `fit`, the loss, and the units.',
    threshold: 'Critical where they do not fit. Nothing where one of them is not visible.',
    source:
      'Trained with TensorFlow 1.10, 2.0, 2.3, 2.4, 2.6, 2.13 and Keras 3.15: all raise an error, but two units with binary labels in 2.3.',
  },
  'number-of-classes': {
    why: 'TensorFlow gives a label beyond the units a loss of nan or 0, or an error, by device and version.',
    measured:
      'The units of the last layer, as a number or as a count of classes, batches or images, and the number of classes where the script gives their names.',
    threshold:
      'Critical for other units than classes, for one less than `len(class_names)` with a categorical loss, and for `len` of a data set; warning for more units than classes where labels are numbers. Nothing where classes may be filtered out before.',
    source:
      "TensorFlow's documentation: `len` of a batched `tf.data.Dataset` is its number of batches, and `tf.one_hot` gives zeros for an index beyond its depth.",
  },
  'wrong-loss': {
    why: 'Keras takes any loss whose shapes fit, and the training goes on without an error.',
    measured: "The loss of the last `compile`, the form of the labels, the last layer, and what 'accuracy' counts.",
    threshold:
      'Binary cross-entropy with more than two outputs: critical where the version of Keras is known to count each output as accuracy, a warning where the version decides and is not known or the number of classes is not, info from TensorFlow 2.2 on. A regression loss: a warning after softmax or sigmoid, info otherwise.',
    source:
      "Measured: 'accuracy' of five sigmoids with binary cross-entropy is 0.656 in TensorFlow 1.10 and 2.0, and 0.188, the share of images, from 2.3 on. Golik, Doetsch and Ney (Interspeech 2013): from a random start, the squared error of softmax outputs ends in worse networks than cross-entropy.",
  },
  'misleading-metric': {
    why: "A metric takes any labels whose shapes fit, and Keras chooses the one behind 'accuracy' anew where a model is loaded.",
    measured:
      'Metrics of the last `compile`, the loss, the form of the labels, and whether a loaded model is compiled again; of a metric that the script writes itself, whether it takes the mean over all entries of one-hot labels; of a count of right predictions, whether it asks if the class is among the labels of all images.',
    threshold:
      'Critical for `binary_accuracy` of classes or the same in a function of the script, for predictions that count as right where their class is that of any image, for a top-k accuracy of no more than k classes, or where a loaded model is evaluated in TensorFlow 2.3; a warning where the version decides and is not known, for metrics of other labels, and where the script names a top-k accuracy `acc` or the like.',
    source:
      'Measured: a model with sparse labels has 0.375 before and 0.188 after loading in TensorFlow 2.3, and the same in 2.0, 2.4, 2.6 and 2.13.',
  },
  'partial-evaluation': {
    why: 'A number of steps is written once, and stays when batch size or images change.',
    measured:
      '`steps` of evaluate and `validation_steps` of fit, with the batch size of what they take: a division by it without the rest, of a generator in the order of the folders, or a number, compared with the number of images that the script writes out.',
    threshold: `A warning where the steps leave out ${percentOf(LEFT_OUT)} of the images that the script counts; info where the rest of a division is left out, whose share the text does not say.`,
    source: 'A choice: what is left out can change an accuracy by as much.',
  },
  'linear-layers': {
    why: 'A hidden layer is usually meant to add a nonlinearity, and Dense has none by default.',
    measured:
      'Dense layers of the head without an activation that are followed by another one, with dropout or batch normalization between them or not.',
    threshold:
      'A warning, since the hidden layer that was meant is missing; none for a layer that is narrower than the next one, which saves weights.',
    source: 'A product of two matrices is a matrix.',
  },
  'augmented-validation': {
    why: 'One `ImageDataGenerator` with `validation_split` augments both of its subsets.',
    measured: 'Random changes on the way of validation images, outside of the model.',
    threshold: 'A warning for any random change.',
    source: 'keras-preprocessing issue 218: both subsets get the augmentation.',
  },
  'leaking-split': {
    why: 'The accuracy looks good, and nothing in the log says why.',
    measured:
      'Source, subset, seed and cuts of training and validation images, and of those that `evaluate` reads; whether a table that names the patient, subject or the like of each row is split by rows.',
    threshold:
      'Critical for the same images, a part of those that are trained on, changed copies of images that are put together before the split, overlapping subsets, seeds that differ, `take` and `skip` after a shuffle that draws a new order at each pass; a warning where the shuffle reaches over 8 batches only, and for a column of patients that no split uses. Info where such cuts are of validation and evaluation images alone.',
    source:
      'Measured: of 100 elements, 12 to 18 of the 20 taken ones are among the 80 others of the same pass; none with `reshuffle_each_iteration=False`. tensorflow issue 59279. User guide of scikit-learn, cross-validation iterators for grouped data.',
  },
  'ordered-split': {
    why: '`validation_split` takes the last rows before anything is shuffled, as a slice does.',
    measured:
      'Whether rows stand class by class where they are cut: folder by folder, as features of an unshuffled generator or dataset, or in a dataframe that is sorted by its labels.',
    threshold: 'Critical where the text shows that they do.',
    source:
      'keras issue 8346: validation accuracy 0.000. Documentation of `fit` and of `image_dataset_from_directory`.',
  },
  'labels-by-position': {
    why: '`os.listdir` gives no order: that of Linux is not the alphabet, that of Windows often is.',
    measured: 'Images of one folder that is listed and sorted nowhere, beside labels that are written class by class.',
    threshold: 'Critical. Nothing is found where the script sorts anything, or each class has its own folder.',
    source: "Python's documentation of os.listdir: the list is in arbitrary order.",
  },
  'shuffled-predictions': {
    why: 'Generators and datasets shuffle by default; `classes` and `filenames` do not follow.',
    measured: 'Outputs and labels that go into one function or comparison, and the order of both.',
    threshold:
      'Critical where the outputs are of a shuffled pass, and the labels of the files, written out class by class, or of another pass.',
    source: 'keras issues 11427, 11227: evaluate is good, the confusion matrix at chance.',
  },
  'selection-as-result': {
    why: 'The choice of the best epoch fits the images that it is made on.',
    measured:
      'Whether `evaluate` reads the validation images of a training that stops or keeps its best epoch by them, and whether the best of several trainings is reported with the figure that it was chosen by, or chosen by a column or key of figures on test images.',
    threshold:
      'Warning where the script calls these images test images, by the name of the folder or of what `evaluate` is given, where one evaluation on them follows a loop that keeps the best of several trainings, and for the best of several trainings where nothing else is evaluated and the text does not call the figure one of validation; otherwise info.',
    source: 'The maximum of noisy figures is too high on average.',
  },
};
