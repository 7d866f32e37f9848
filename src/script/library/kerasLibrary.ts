import { table } from '../../base/table.js';
import { valuesOf } from '../evaluate/arguments.js';
import { constantOfPython } from '../evaluate/pythonLibrary.js';
import { type Arguments, constant, type Execution, type Library, unknown, type Value } from '../evaluate/values.js';
import type { Place } from '../syntax/ast.js';
import { imagesLibrary } from './images/imagesLibrary.js';
import { slicedRow } from './images/rowChanges.js';
import { applicationCopy } from './models/applicationCopy.js';
import { APPLICATION_NAME } from './models/applicationModel.js';
import { newEvents, type ScriptEvents } from './models/events.js';
import { layerValue } from './models/modelHost.js';
import { modelsLibrary } from './models/modelsLibrary.js';
import { subclassBase } from './models/subclassModel.js';
import { noteCompared, outputsAmong } from './models/training.js';
import { canonical, lastPart } from './names.js';
import { ANY_VERSION, type ScriptVersion } from './scriptVersion.js';

/** The libraries of a training, and what one way through a script did with them. */
export interface KerasLibrary extends Library {
  events: ScriptEvents;
}

/** Modules whose functions print, draw, time or list: they change no model and no image. */
const HARMLESS =
  /^(matplotlib|seaborn|plotly|logging|time|datetime|json|os|shutil|sys|random|sklearn\.metrics|IPython|google\.colab|psutil|wandb|mlflow|gc|warnings|subprocess|zipfile|tarfile|urllib|requests|gdown|tabulate|csv|yaml|pprint|builtins|itertools|scipy\.stats|visualkeras|kaggle|tensorflow\.(?:config|compat\.v1\.(?:ConfigProto|Session)|test|sysconfig|debugging|get_logger|print|executing_eagerly))\b/;

/** Classes and functions that `from module import *` brings, by their module; for scripts that import several whole. */
const STAR_NAMES: Record<string, RegExp> = table({
  'keras.layers':
    /^(?!Model$|Sequential$|Adam|SGD|RMSprop|EarlyStopping|ModelCheckpoint|ReduceLR|TensorBoard|ImageDataGenerator)[A-Z]\w*$|^(add|concatenate|maximum|average|multiply)$/,
  'keras.models': /^(Model|Sequential|load_model|model_from_json|clone_model|save_model)$/,
  keras:
    /^(Model|Sequential|Input|layers|models|optimizers|callbacks|applications|backend|utils|preprocessing|losses|metrics|regularizers)$/,
  'keras.optimizers': /^(SGD|Adam\w*|RMSprop|Adagrad|Adadelta|Nadam|Ftrl|Lion)$/,
  'keras.callbacks':
    /^(ModelCheckpoint|EarlyStopping|ReduceLROnPlateau|TensorBoard|CSVLogger|LearningRateScheduler|Callback|LambdaCallback|History|TerminateOnNaN)$/,
  'keras.preprocessing.image': /^(ImageDataGenerator|load_img|img_to_array|array_to_img|\w*Iterator)$/,
  'keras.preprocessing': /^image$/,
  'keras.utils': /^(to_categorical|image_dataset_from_directory|plot_model|np_utils|Sequence|load_img|img_to_array)$/,
  'keras.applications': new RegExp(`${APPLICATION_NAME.source}|^[a-z]\\w*\\d\\w*$`),
});

/** Functions that make predictions of outputs, or leave them what they are. */
const SAME_OUTPUTS =
  /^(numpy\.(argmax|argsort|round|rint|around|where|array|asarray|squeeze|ravel|concatenate|vstack|hstack|append|stack|expand_dims|transpose|reshape|max|mean|sum|equal)|tensorflow\.(argmax|math\.argmax|squeeze|round|nn\.softmax|nn\.sigmoid|cast|where|concat|reshape|reduce_mean|reduce_max)|keras\.(ops|backend)\.argmax)$/;

/** @param version what is known of the version of Keras before the script is gone through */
export function kerasLibrary(version: ScriptVersion = ANY_VERSION): KerasLibrary {
  const events = newEvents(version);
  return {
    events,
    constant: (name, at) => constantOfPython(canonical(name), at),
    has: (name) => {
      const full = canonical(name);
      const dot = full.lastIndexOf('.');
      const inModule = STAR_NAMES[full.slice(0, dot)]?.test(full.slice(dot + 1)) ?? false;
      return inModule || isOfApplication(name);
    },
    copyOf: (called, args, at) => applicationCopy(called, args, at, events),
    call: (name, args, at, run) => callLibrary(canonical(name), args, at, run, events),
    sliced: (item, index, at, run) => slicedRow(item, index, at, run),
    onlyModel: (at) => onlyModel(events, at),
    base: (className, object) => subclassBase(className, object, events),
  };
}

function onlyModel(events: ScriptEvents, at: Place): Value | undefined {
  const calls = events.list.filter((event) => 'method' in event);
  const [node, ...others] = new Set(calls.map((call) => call.node));
  const isTrained = calls.some(({ kind }) => kind === 'fit');
  return node !== undefined && others.length === 0 && isTrained ? layerValue(node, at, events) : undefined;
}

/** Whether a module of one application brings a name: its model, its functions, or a layer that it imports itself. */
function isOfApplication(name: string): boolean {
  const full = canonical(name);
  const [, last] = /^keras\.applications\.[a-z]\w*\.(\w+)$/.exec(full) ?? [];
  if (last === undefined) return /\.applications\.[a-z]\w*\.\w+$/.test(name);
  return APPLICATION_NAME.test(last) || last === 'preprocess_input' || last === 'decode_predictions';
}

function callLibrary(
  name: string,
  args: Arguments,
  at: Place,
  run: Execution,
  events: ScriptEvents,
): Value | undefined {
  noteCompared(name, valuesOf(args), at, events);
  const known = modelsLibrary(name, args, at, run, events) ?? imagesLibrary(name, args, at, run);
  if (known !== undefined) return known;
  const outputs = SAME_OUTPUTS.test(name) ? outputsAmong(valuesOf(args), at, events) : undefined;
  if (outputs !== undefined) return outputs;
  // A progress bar around what a loop runs over.
  if (/^tqdm\b/.test(name)) return args.positional[0] ?? constant(null, at);
  return HARMLESS.test(name)
    ? unknown(`the text does not say what ${lastPart(name)} gives`, `${shownName(name)}(…)`, at)
    : undefined;
}

/** `len` and not `builtins.len`. */
function shownName(name: string): string {
  return name.replace(/^builtins\./, '');
}
