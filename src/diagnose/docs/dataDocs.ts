import { ORDER_OF_MODEL } from '../../measure/model/scalingTrials.js';
import { percentOf } from '../../metrics/format.js';
import { LEAST_GAIN as SWAPPED_GAIN } from '../checks/data/classesSwapped.js';
import { IMBALANCED, UNEVEN } from '../checks/data/classImbalance.js';
import { LEAK, SOME as SOME_LEAK } from '../checks/data/duplicateAcrossSplits.js';
import { ILLUSION, LEAKED } from '../checks/data/groupLeak.js';
import {
  BLANK,
  BLURRED_DEVIATIONS,
  BLURRED_FACTOR,
  BRIGHT,
  DARK,
  ODD_ASPECT,
  UNUSUAL_IN_CLASS,
} from '../checks/data/imageQuality.js';
import { MANY as MANY_CONFLICTS } from '../checks/data/labelConflict.js';
import { MANY_TURNED, SOME as SOME_READ } from '../checks/data/loaderDifference.js';
import { MANY_COPIES } from '../checks/data/nearDuplicate.js';
import { GIVEN_AWAY, HINTED, PREDICTS } from '../checks/data/shortcut.js';
import { BY_CHANCE, CLEAR, LOOKS_DIFFERENT, LOOKS_VERY_DIFFERENT, SMALL } from '../checks/data/splitShift.js';
import { NOISY } from '../checks/data/suspectLabel.js';
import { LEAST_GROUPS, LEAST_TRAINING, LEAST_VALIDATION } from '../checks/data/tinyClass.js';
import { CLASSES_DIFFER, USUAL } from '../checks/data/unusualEncoding.js';
import { ENLARGED, FAR } from '../checks/data/upscaledInput.js';
import { CONCENTRATED, SHIFTED } from '../evidence/qualityEffects.js';
import { type CheckDocs, type CheckOf, pointsOf } from './checkDocs.js';

const COPIES = `A warning where more than ${percentOf(MANY_COPIES)} of the images are copies, otherwise info.`;

/** Documentation of the checks of images and splits. */
export const DATA_DOCS: Readonly<Record<CheckOf<'data'>, CheckDocs>> = {
  'class-order-mismatch': {
    why: 'Keras numbers classes in the order of their sorted folder names, and a list written by hand or a second generator easily differs.',
    measured:
      'Class lists (`classes.txt`, the folders of each split, the model) are compared with the sorted folders. For swapped folders and saved models, the class order under which predictions are most accurate is found on one half of the images and evaluated on the other: logistic regression on frozen features predicts the validation images, or the saved model does. Of a script, a written list of class folders that labels are numbered by is compared with the sorted one that training uses.',
    threshold: `Any difference between lists is critical. Predictions: another order must gain ${pointsOf(SWAPPED_GAIN)} of accuracy for swapped folders and ${pointsOf(ORDER_OF_MODEL.leastGain)} for a saved model, with an interval that excludes 0, move two classes or more, and be better than chance. A saved model must also predict more than ${percentOf(ORDER_OF_MODEL.leastShare)} of the images of the moved classes as the other class, beyond the interval; where training and inference differ, it is judged with the statistics of each batch.`,
    source: 'A choice: smaller gains come from similar classes that are confused.',
  },
  'class-missing': {
    why: 'A typing error in a folder name is enough to make two classes out of one.',
    measured:
      'The images of each class are counted in both splits. Names that differ only in case, spaces or punctuation are pointed out.',
    threshold: 'Any class with images in one split only is critical.',
    source: 'None needed: such a class cannot be both learned and measured.',
  },
  'label-conflict': {
    why: 'Contradicting labels limit the accuracy, and the training cannot satisfy both.',
    measured:
      'Identical files are found by digest. Near duplicates are found by perceptual hash, and confirmed by the correlation of their details and by their colors. The finding says which are the same file, which is certain, and which only look the same.',
    threshold: `Critical where more than ${percentOf(MANY_CONFLICTS)} of all images are identical files in two classes, otherwise a warning.`,
    source: 'A choice.',
  },
  'duplicate-across-splits': {
    why: 'The same image in both splits makes the validation accuracy measure memory.',
    measured: 'As for `label-conflict`, across the splits.',
    threshold: `Critical where ${percentOf(LEAK)} or more of the validation images are also in training, a warning from ${percentOf(SOME_LEAK)} on, otherwise info.`,
    source: 'A choice: the share bounds how far the accuracy can be too high.',
  },
  'group-leak': {
    why: 'Several images of one photo, plant, patient or video look so alike that a random split leaks them.',
    measured:
      'Patterns in the file names propose groups. Images of a group must be nearest neighbors of each other more often than by chance. Logistic regression is cross-validated with random folds and with whole groups held out.',
    threshold: `A warning where ${percentOf(LEAKED)} or more of the validation images have their group in training too. Critical where, in addition, accuracy falls by ${pointsOf(ILLUSION)} or more with whole groups held out, at the low end of the 95 % interval.`,
    source: 'A choice. File names alone are no proof, hence the two measurements on the images.',
  },
  shortcut: {
    why: 'A network learns whatever predicts the class, be it the camera, the file format or the background.',
    measured:
      'Logistic regression predicts the class from one property at a time, cross-validated: size, format, gray or color, bytes, border color, mean color.',
    threshold: `A warning where the ROC AUC of a class is ${GIVEN_AWAY.size} or more (${GIVEN_AWAY.bytes} for bytes and border color), or balanced accuracy covers ${percentOf(PREDICTS)} of the way from chance to 1; both at the low end of the 95 % interval. Info from a ROC AUC of ${HINTED} on, and for the mean color, or a border like the middle, which may be what the class is about.`,
    source:
      'A choice. What counts as background was measured: borders of grass, metal and wood textures differ by 2 to 10 of 255 from the middle, those of wheat kernels by 81 to 108.',
  },
  'split-shift': {
    why: 'Validation accuracy is worth something only if validation images are like those that the model will meet.',
    measured:
      "Class shares are compared with a chi-squared test and Cramer's V. A logistic regression tries to distinguish validation from training images of the same class, cross-validated.",
    threshold: `Class shares: p below ${BY_CHANCE} and Cramer's V of ${SMALL} or more; a warning from ${CLEAR} on. Looks: a ROC AUC of ${LOOKS_DIFFERENT} or more at the low end of the 95 % interval; a warning from ${LOOKS_VERY_DIFFERENT} on.`,
    source: "Cramer's V: Cohen 1988, whose small effect is 0.1 and whose medium effect is 0.3. ROC AUC: a choice.",
  },
  'suspect-label': {
    why: 'In public data sets a few percent of labels are wrong (Northcutt et al. 2021), and reviewing the doubtful ones is cheap.',
    measured:
      'A logistic regression on frozen features predicts every image out of fold. Which labels are doubtful: confident learning (Northcutt et al. 2021, as in cleanlab). How many are wrong, in each split: maximum likelihood of calibrated probabilities whose labels were exchanged at random (Copas 1988), with a 95 % interval by the profile likelihood. Where classes are only difficult, errors become rare as the classifier becomes confident; wrong labels do not.',
    threshold: `A warning where the low end of the interval is above ${percentOf(NOISY)} of the labels of a split. Otherwise info. No label is named where the classifier is not shown to be better than chance (one-sided, 2.5 %).`,
    source:
      'Chance is that of kappa, with its variance by Fleiss, Cohen and Everitt (1969): the errors of a classifier that has not learned the classes say nothing of labels. Confident learning assumes a better one, and cleanlab leaves that to its user. The threshold was chosen on DeepPCB defects, magnetic tiles, wheat kernels and clothes, 400 and 848 images of each (518 tiles). As they are, the low end is at most 1 %. With 12 % of the training labels exchanged it is 3 % or more; with 5 %, 11 of 16 samples are a warning. Tried once on NEU-DET steel defects, crops of 30 to 45 pixels of the same steel, signed digits and ImageNet samples, with labels exchanged by two seeds. As they are, none of 8 samples is a warning; with 5 %, 15 of 16; with 12 %, all 16. Solar cells whose labels say how sure the experts were are a warning as they are. Limits: with 20 % of the training labels exchanged, 1 of 8 samples shows some in validation too. Labels exchanged only between two classes that look alike can pass for difficulty. Of 6 samples with 12 % exchanged within fixed pairs of classes, 3 are a warning.',
  },
  'class-imbalance': {
    why: 'With uneven classes, accuracy says little about the small ones.',
    measured: 'Training images of the largest class over those of the smallest.',
    threshold: `A warning from a ratio of ${IMBALANCED} on, info from ${UNEVEN} on.`,
    source: 'A choice.',
  },
  'tiny-class': {
    why: 'A class of a few images moves balanced accuracy as much as any other class does, and mostly by chance.',
    measured: 'The images of each class in both splits, and the groups that they come from by file name.',
    threshold: `A warning below ${LEAST_TRAINING} training images. Info below ${LEAST_VALIDATION} validation images, which make the figures uncertain and the network no worse, or where a class comes from fewer than ${LEAST_GROUPS} groups.`,
    source:
      "Validation: with 8 of 9 images correct, Wilson's interval of the recall is 43 points wide. Training and groups: a choice.",
  },
  'image-quality': {
    why: 'Faulty images are quickly removed once they are listed.',
    measured:
      'Brightness percentiles, entropy, sharpness relative to images of the same size, and aspect ratio, each compared with the other images of the class. Errors of a classifier out of fold, where labels are checked.',
    threshold: `Dark: 99 % of the pixels are darker than ${DARK} of the range. Bright: 95 % are brighter than ${BRIGHT}. Blank: an entropy below ${BLANK} bits. Blurred: ${BLURRED_FACTOR} times and ${BLURRED_DEVIATIONS} standard deviations less sharp, except for strips that are less than 3 pixels wide as they are measured. All of these also ${UNUSUAL_IN_CLASS} deviations from the class. Odd shape: sides beyond 1:${(1 / ODD_ASPECT).toFixed(1)}, always info. A warning where five or more images have one of the first four faults and it has an effect: they are predicted wrong more often than others of their class, or a split has more of them by at least ${percentOf(SHIFTED)} of its images, or a class by ${percentOf(CONCENTRATED)}. Both by Newcombe's interval of a difference, at 95 % for the four faults together. Otherwise info.`,
    source:
      'Dark, bright, blank and shape: cleanvision 0.3.7. Blur: measured. It finds 19 of 20 wheat kernels blurred by 3 % of their longer side, and none of 7,139 unblurred ones. Five images, 2 % and 5 %: choices, tried on clothes, signed digits, ImageNet samples, wheat kernels and gray defects of three kinds, none of which is a warning as it is. With 5 % of the drawn seeds dark, blurred or blank, each is.',
  },
  'unreadable-image': {
    why: 'A training in Keras ends with an error when a batch reaches such a file.',
    measured:
      'Every file is decoded to its end. What Keras does was measured with corrupt files of every format: `flow_from_directory` (Pillow 12.3) and `image_dataset_from_directory` (TensorFlow 2.21) stop at each that they list. The one exception: Pillow reads a PNG that lacks only its last bytes.',
    threshold: 'Always a warning: one file is enough.',
    source: 'Keras and Pillow, measured.',
  },
  'loader-difference': {
    why: 'Keras goes by extensions, takes empty folders (and `flow_from_directory` hidden ones) for classes, does not rotate images by EXIF, and decodes with Pillow or TensorFlow, which read less than thaw.',
    measured:
      "The folder is listed by the rules of `flow_from_directory` and of `image_dataset_from_directory`, and compared with thaw's list. What each decoder makes of a file follows from its header. Both are tested against Keras 3.15, Pillow 12.3 and TensorFlow 2.21.",
    threshold: `Critical where training and validation number the classes differently. A warning for other classes, for files at which a loader stops, and where other files or pixels concern ${percentOf(SOME_READ)} of the images; ${percentOf(MANY_TURNED)} if they are not rotated. Info where a loader reads nothing of the dataset, which it reports by itself.`,
    source: 'A choice.',
  },
  'unusual-encoding': {
    why: 'Libraries disagree on CMYK, 16 bits, floats and transparency.',
    measured: 'The header of each file.',
    threshold: `Info where a file is encoded differently from most: an encoding that up to ${percentOf(USUAL)} of the images have. Transparency among opaque images is info above that share too, and a warning where its shares in two classes differ by ${pointsOf(CLASSES_DIFFER)} or more.`,
    source: 'A choice: what more images have is how the data set is.',
  },
  'upscaled-input': {
    why: 'Larger input costs time, and pays off only if the files have the detail.',
    measured: 'Input size over file size, as the square root of the ratio of areas; the median over all images.',
    threshold: `A warning from an enlargement of ${FAR} times on, info from ${ENLARGED} times on.`,
    source: 'A choice: some enlargement often helps, so the proposed size keeps twofold.',
  },
  'near-duplicate': {
    why: 'Resized or recompressed copies are not found by comparing files.',
    measured: 'Perceptual hashes, confirmed by the correlation of details and by colors.',
    threshold: COPIES,
    source: 'A choice.',
  },
  'exact-duplicate': {
    why: 'Copies of one file are easily collected twice.',
    measured: 'SHA-256 of every file.',
    threshold: COPIES,
    source: 'A choice.',
  },
};
