import { table } from '../../../base/table.js';
import { valuesOf } from '../../evaluate/arguments.js';
import { type Arguments, type Execution, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { lastPart } from '../names.js';
import { albumentations } from './albumentations.js';
import { dump, hdfMatrix, loadDumped, openFile, openHdf } from './arrayFiles.js';
import { imageDatasetFromDirectory } from './directoryDataset.js';
import { drawnChange } from './drawn.js';
import { imageDataGenerator } from './generator.js';
import { applyUnknown, arrayIn, imagesOf, type LibraryCall } from './imageHost.js';
import { IMAGE_LIBRARIES } from './imageLibraries.js';
import { arrayToImg, imgToArray, loadDataset, loadImg, smartResize, toCategorical } from './kerasImages.js';
import { NUMPY, randomGenerator, shuffleList } from './numpyFunctions.js';
import { OPENCV } from './opencv.js';
import { isPreprocessInput, preprocessInput } from './preprocessInput.js';
import { PANDAS, SKLEARN } from './sklearn.js';
import { loadTfds } from './tensorflowDatasets.js';
import { tensorflowCall } from './tensorflowFunctions.js';

/** Functions and classes of Keras, by their last names: older versions have them in other modules. */
const KERAS: Record<string, LibraryCall> = table({
  ImageDataGenerator: imageDataGenerator,
  image_dataset_from_directory: imageDatasetFromDirectory,
  HDF5Matrix: hdfMatrix,
  load_img: loadImg,
  img_to_array: imgToArray,
  array_to_img: arrayToImg,
  smart_resize: smartResize,
  to_categorical: toCategorical,
});

/** Other libraries by qualified names. */
const OTHERS: Record<string, LibraryCall> = table({
  'builtins.open': openFile,
  'io.open': openFile,
  'random.shuffle': shuffleList,
  'random.Random': randomGenerator,
  'pickle.dump': dump,
  'pickle.load': loadDumped,
  'joblib.dump': dump,
  'joblib.load': loadDumped,
  'h5py.File': openHdf,
  'tensorflow_datasets.load': loadTfds,
});

/** Libraries of which no function returns a changed image: they show, save or count. */
const RETURNS_NO_IMAGE =
  /^(matplotlib|seaborn|plotly|os|sys|builtins|json|pickle|joblib|time|streamlit|flask|IPython)\b/;

/**
 * Calls a function or class that makes or changes images, labels or datasets.
 *
 * @param name qualified, with `tensorflow.keras` and the like as `keras`
 * @returns undefined where it is none of this room
 */
export function imagesLibrary(name: string, args: Arguments, at: Place, run: Execution): Value | undefined {
  if (isPreprocessInput(name)) return preprocessInput(name, args, at);
  const transform = albumentations(name, args, at);
  if (transform !== undefined) return transform;
  const result = callOf(name)?.(args, at, run) ?? unknownChange(name, args, at);
  return result === undefined ? undefined : drawnChange(result, valuesOf(args).slice(1), at, run);
}

function callOf(name: string): LibraryCall | undefined {
  const first = name.slice(0, name.indexOf('.'));
  const last = lastPart(name);
  if (/^keras(_preprocessing)?$/.test(first)) return kerasCall(name, last);
  switch (first) {
    case 'numpy':
      return NUMPY[name.slice('numpy.'.length)];
    case 'cv2':
      return OPENCV[last];
    case 'sklearn':
      return SKLEARN[last];
    case 'pandas':
      return PANDAS[last];
    case 'tensorflow':
      return tensorflowCall(name);
    default:
      return OTHERS[name] ?? IMAGE_LIBRARIES[name];
  }
}

function kerasCall(name: string, last: string): LibraryCall | undefined {
  const dataset = /^keras\.datasets\.(\w+)(\.\w+)?\.load_data$/.exec(name)?.[1];
  if (dataset !== undefined) return (args, at) => loadDataset(dataset, args, at);
  return KERAS[last] ?? tensorflowCall(name);
}

/** A function that thaw does not know, of an image. */
function unknownChange(name: string, args: Arguments, at: Place): Value | undefined {
  const [first] = valuesOf(args);
  const images = arrayIn(first) ?? imagesOf(first);
  // A class, such as `keras.Model`, makes another object of them.
  if (images === undefined || RETURNS_NO_IMAGE.test(name) || /\.[A-Z]\w*$/.test(name)) return undefined;
  const others = args.positional.slice(1).map((value) => `, ${textOf(value)}`);
  return applyUnknown(
    images,
    `${name}(images${others.join('')})`,
    `thaw does not know what ${name} does to images`,
    at,
  );
}
