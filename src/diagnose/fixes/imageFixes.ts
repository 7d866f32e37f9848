import { firstOfEach } from '../../base/group.js';
import { type Change, together } from '../../script/edit/edit.js';
import { replaceExpression, wrapExpression } from '../../script/edit/expressions.js';
import { kerasName } from '../../script/edit/kerasNames.js';
import { setKeyword } from '../../script/edit/keywords.js';
import { callAt, expressionAt } from '../../script/edit/nodeAt.js';
import { unitOf } from '../../script/edit/unit.js';
import { inputShapeOf } from '../../script/reading/inputShape.js';
import { baseOf, type Pipeline, pipelinesOf } from '../../script/reading/pipelines.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { Expression, ParsedScript } from '../../script/syntax/ast.js';
import { keyOf } from '../../script/syntax/keyOf.js';
import { walk } from '../../script/syntax/walk.js';
import { pairAt, saysWidthFirst, swapsOf } from '../checks/script/heightWidthSwappedOfScript.js';
import { isSwapped } from '../checks/script/inputShapeMismatch.js';
import { expectedInputOf } from '../evidence/expectedInput.js';
import { endWithoutAugmentation } from '../evidence/pixelSteps.js';
import type { Finding } from '../finding.js';
import { allStages, isNamed, isNamedFirst } from './stageOfFinding.js';

/** Exchanges the two names of a size, in each place that the finding names. */
export function swappedSizeFix(reading: ScriptReading, finding: Finding): Change {
  const swaps = swapsOf(reading).filter(({ place }) => isNamed(reading, finding, place));
  if (swaps.some(({ place }) => place.file !== undefined)) return { reason: 'the size is in another file' };
  return together(...swaps.map(({ place }) => exchanged(reading, pairAt(reading, place))));
}

function exchanged({ script }: ScriptReading, pair: readonly Expression[] | undefined): Change {
  const [first, second] = pair ?? [];
  if (first === undefined || second === undefined) return { reason: 'the size is not written as two names' };
  const text = ({ place }: Expression): string => unitOf(script, place).textAt(place);
  return together(replaceExpression(script, first, text(second)), replaceExpression(script, second, text(first)));
}

/** Exchanges height and width of the `input_shape`, where its names say the other order; else nothing says which size is right. */
export function inputShapeFix(reading: ScriptReading): Change {
  const base = baseOf(reading);
  const shape = base && inputShapeOf(base);
  if (shape === undefined || !pipelinesOf(reading).some(({ flow }) => isSwapped(flow, shape))) {
    return { reason: 'which of the two sizes is the one to keep is not visible' };
  }
  const node = expressionAt(reading.script, shape.place);
  const tuple = node?.type === 'Tuple' || node?.type === 'List' ? node : undefined;
  const pair = tuple?.elts.slice(0, 2);
  if (pair !== undefined && saysWidthFirst(pair)) return exchanged(reading, pair);
  return { reason: 'which of the two is (height, width) is not visible: neither says so by its names' };
}

/** Takes the outputs in the order of the files: `shuffle=False` where the images are loaded. */
export function shuffleFix(reading: ScriptReading, finding: Finding): Change {
  const { script, library } = reading;
  const event = library.events.list.find(
    (one) =>
      one.kind === 'compared' && isNamed(reading, finding, one.place) && one.outputs.reaching?.shuffle.value === true,
  );
  const flow = event?.kind === 'compared' ? event.outputs.reaching : undefined;
  if (flow === undefined) return { reason: 'where the images are loaded is not visible' };
  const isTrainedOn = allStages(reading).some(
    ({ training }) =>
      training !== undefined &&
      keyOf(training.source.place) === keyOf(flow.source.place) &&
      keyOf(training.origin) === keyOf(flow.origin),
  );
  if (isTrainedOn) {
    return {
      reason: 'the same images are trained on, which have to be shuffled: load them once more for the prediction',
    };
  }
  if (!/^(directory|dataframe|array) generator$/.test(flow.kind)) {
    return { reason: 'in a dataset, labels and outputs are best taken in one loop' };
  }
  const load = callAt(script, flow.origin);
  return load === undefined
    ? { reason: 'the images are loaded in another file' }
    : setKeyword(script, load, 'shuffle', 'False');
}

/** Makes floats of bytes before they are computed with. */
export function floatsFix(reading: ScriptReading, finding: Finding): Change {
  const { script } = reading;
  const steps = pipelinesOf(reading).flatMap((pipeline) => pipeline.steps);
  // Its second line is where the bytes come from.
  const step = steps.find(
    ({ kind, place }) => /^(preprocess_input|scale|cast)$/.test(kind) && isNamedFirst(reading, finding, place),
  );
  const node = expressionAt(script, step?.place);
  if (step === undefined || node === undefined) return { reason: 'the line cannot be taken apart' };
  if (step.kind === 'cast') return { reason: 'where the values become integers again is not one expression' };
  const images = node.type === 'Call' ? node.args[0] : node.type === 'BinOp' ? node.left : undefined;
  if (images === undefined || images.type === 'Constant')
    return { reason: 'the images are not an expression of their own there' };
  if (step.kind === 'preprocess_input') {
    // Arrays are cast by Keras itself: what keeps its integers is a tensor.
    const tf = tensorflowName(script);
    if (tf === undefined) return { reason: 'the script does not import tensorflow by a name' };
    return wrapExpression(script, images, `${tf}.cast(`, `, ${tf}.float32)`);
  }
  const text = unitOf(script, images.place).textAt(images.place);
  const isPlain =
    images.type === 'Name' || images.type === 'Subscript' || images.type === 'Attribute' || images.type === 'Call';
  return replaceExpression(script, images, `${isPlain ? text : `(${text})`}.astype('float32')`);
}

/** How the script calls TensorFlow; undefined if it does not import it as a whole. */
function tensorflowName({ body }: ParsedScript): string | undefined {
  for (const node of walk(body)) {
    if (node.type !== 'Import') continue;
    const found = node.names.find(({ name }) => name === 'tensorflow');
    if (found !== undefined) return found.asname ?? found.name;
  }
  return undefined;
}

/** Converts what OpenCV reads to RGB, everywhere in the ways of the images. */
export function channelFix(reading: ScriptReading): Change {
  const ways = pipelinesOf(reading);
  const expected = expectedInputOf(baseOf(reading));
  const prepared = ways.every(
    ({ steps }) => expected?.mode !== 'caffe' || steps.some(({ kind }) => kind === 'preprocess_input'),
  );
  if (!prepared) return { reason: 'not all images pass `preprocess_input`, which makes BGR minus means of RGB' };
  const [first] = ways;
  if (first !== undefined && endWithoutAugmentation(first).order === expected?.order) {
    return { reason: 'the channels are in the right order, and only the means are not' };
  }
  return toRgb(reading, ways);
}

/** `cv2.cvtColor` around each `cv2.imread` whose image stays BGR. */
export function toRgb({ script }: ScriptReading, ways: readonly Pipeline[]): Change {
  // Drawn or written by OpenCV, an RGB image has its colors swapped.
  const shows = [...walk(script.body)].some(
    (node) =>
      node.type === 'Call' &&
      node.func.type === 'Attribute' &&
      /^(imshow|imwrite)$/.test(node.func.attr) &&
      /cv2/.test(unitOf(script, node.func.place).textAt(node.func.place)),
  );
  if (shows) return { reason: 'the script shows or writes images with OpenCV, which takes BGR' };
  const decodes = ways.flatMap(({ steps }) => {
    const decode = steps.find(({ kind }) => kind === 'decode');
    const isConverted = steps.some((step) => step.kind === 'swap channels' || step.kind === 'gray');
    return decode?.after.order === 'bgr' && !isConverted ? [decode] : [];
  });
  if (decodes.length === 0) return { reason: 'where the channels are swapped is not one call of cv2.imread' };
  return together(
    ...firstOfEach(decodes, ({ place }) => keyOf(place)).map(({ place }): Change => {
      const call = callAt(script, place);
      const cv2 =
        call?.func.type === 'Attribute' && call.func.attr === 'imread' && call.func.value.type === 'Name'
          ? call.func.value.id
          : undefined;
      if (call === undefined || cv2 === undefined)
        return { reason: 'the images are not read by one call of cv2.imread' };
      return wrapExpression(script, call, `${cv2}.cvtColor(`, `, ${cv2}.COLOR_BGR2RGB)`);
    }),
  );
}

/** Pools the feature map in place of flattening it. */
export function poolingFix({ script, stages }: ScriptReading): Change {
  const flatten = stages.at(-1)?.model.head.find(({ className }) => className === 'Flatten');
  const call = callAt(script, flatten?.origin);
  if (call === undefined) return { reason: 'the layer is in another file' };
  if (call.args.length + call.keywords.length > 0) return { reason: 'Flatten has arguments' };
  const { func } = call;
  if (func.type === 'Attribute') {
    const prefix = unitOf(script, func.place).textAt(func.value.place);
    return replaceExpression(script, func, `${prefix}.GlobalAveragePooling2D`);
  }
  const imported = kerasName(script, 'layers', 'GlobalAveragePooling2D', call.place);
  return 'reason' in imported ? imported : together(imported, replaceExpression(script, func, imported.name));
}
