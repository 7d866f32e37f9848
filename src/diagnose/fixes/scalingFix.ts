import type { Call } from '../../script/edit/callArguments.js';
import { type Change, together } from '../../script/edit/edit.js';
import { replaceExpression } from '../../script/edit/expressions.js';
import { addImport } from '../../script/edit/imports.js';
import { changeKeywords } from '../../script/edit/keywords.js';
import { callAround, nodeAt } from '../../script/edit/nodeAt.js';
import { replaceStatement } from '../../script/edit/statements.js';
import { statementOf } from '../../script/edit/walk.js';
import { truthOf } from '../../script/evaluate/values.js';
import { applicationOf, type InputMode } from '../../script/keras/applications.js';
import type { PixelStep } from '../../script/library/images/flow.js';
import type { LayerNode } from '../../script/library/models/layerNode.js';
import { type Pipeline, pipelinesOf } from '../../script/reading/pipelines.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { ParsedScript, Place } from '../../script/syntax/ast.js';
import { keyOf } from '../../script/syntax/keyOf.js';
import { lineText, quote } from '../../script/syntax/quote.js';

/**
 * Gives a backbone the values that it was trained on: `preprocess_input` of its own module in every place where the script
 * scales, and no other scaling. Nothing is scaled for a backbone that rescales by itself.
 */
export function scalingFix(reading: ScriptReading): Change {
  const stage = reading.stages.at(-1);
  const application = applicationOf(`keras.applications.${stage?.model.base?.model?.application ?? ''}`);
  if (stage === undefined || application === undefined) return { reason: withoutApplication(stage?.model.base) };
  const script = reading.script;
  const ways = pipelinesOf(reading);
  const wrong = ways.find(({ steps }) => steps.some(({ kind }) => kind === 'unknown'));
  if (wrong !== undefined) return { reason: `a step of the ${wrong.name} images is not understood` };
  const sites = sitesOf(script, ways);
  const elsewhere = sites.find(({ place }) => place.file !== undefined);
  if (elsewhere !== undefined) return { reason: 'images are scaled in another file' };
  const given = stage.model.base?.args.get('include_preprocessing');
  if (given !== undefined && truthOf(given) !== true) return { reason: 'the base leaves out its own preprocessing' };
  const apart = reading.others
    .flatMap(({ stages }) => stages)
    .find(({ model }) => modeOf(model.base) !== application.preprocess);
  if (apart !== undefined) return { reason: 'the file trains another model too, which may need other values' };
  const rescales = application.preprocess === 'none';
  const layer = sites.find(({ steps }) => steps.some((step) => step.kind === 'scale' && step.by === 'layer'));
  if (layer !== undefined) return layerFix(script, sites, layer, application.preprocess);
  if (sites.length === 0 && !rescales) return { reason: 'nothing scales the images, so there is no line to change' };
  const reversed = ways.find(({ steps }) => {
    const first = steps.findIndex(scales);
    return first > 0 && steps[first - 1]!.after.order === 'bgr';
  });
  if (reversed !== undefined && !rescales) {
    return {
      reason: `the ${reversed.name} images are BGR, and preprocess_input takes RGB: they have to be converted first`,
    };
  }
  const before = firstOf(sites.map(({ place }) => place));
  const imported = addImport(script, `from keras.applications.${application.module} import preprocess_input`, {
    before: statementOf(script, nodeAt(script, before)!)?.place ?? before,
  });
  const changes = sites.map((site) => (rescales ? removed(script, site) : replaced(script, site, imported.name)));
  return together(...(rescales ? [] : [imported]), ...changes);
}

/** Why thaw does not know what preprocessing to write. */
function withoutApplication(base: LayerNode | undefined): string {
  const external = base?.model?.external;
  return external === undefined
    ? 'the pretrained model is not visible'
    : `thaw writes no preprocessing for a model of ${external.from}`;
}

/** What the preprocess_input of a base does. */
function modeOf(base: LayerNode | undefined): InputMode | undefined {
  return applicationOf(`keras.applications.${base?.model?.application ?? ''}`)?.preprocess;
}

/**
 * Gives a `Rescaling` layer the numbers of [-1, 1]. Other scalings are no such layer, and a model without it may have no input:
 * that is said in words.
 */
function layerFix(script: ParsedScript, sites: readonly Site[], { place }: Site, mode: InputMode): Change {
  const node = nodeAt(script, place);
  const words =
    mode === 'none' ? 'the Rescaling layer has to go' : 'a Rescaling layer cannot do what this backbone needs';
  if (mode !== 'tf' || sites.length > 1)
    return { reason: `${words}: remove it by hand, and its input with it if it has one` };
  if (node === undefined || !('type' in node) || node.type !== 'Call')
    return { reason: 'the layer cannot be taken apart' };
  return changeKeywords(script, node, {
    set: [
      { name: 'scale', text: '1./127.5', position: 0 },
      { name: 'offset', text: '-1', position: 1 },
    ],
  });
}

/** A place where a script scales: the constructor of a generator, a layer, an operation or a call. */
interface Site {
  place: Place;
  /** Steps that stand there, each with its own place. */
  steps: PixelStep[];
  call?: Call;
}

/** Whether a step changes the values of all images alike. */
function scales(step: PixelStep): boolean {
  return step.kind === 'scale' || step.kind === 'preprocess_input' || (step.kind === 'cast' && step.scales);
}

/** The places where images are scaled; those of one generator are one. */
function sitesOf(script: ParsedScript, ways: readonly Pipeline[]): Site[] {
  const sites = new Map<string, Site>();
  for (const step of ways.flatMap(({ steps }) => steps.filter(scales))) {
    const node = step.place.file === undefined ? nodeAt(script, step.place) : undefined;
    const call = node !== undefined && !('type' in node) ? callAround(script, node) : undefined;
    const place = call?.place ?? step.place;
    const site = sites.get(keyOf(place)) ?? { place, steps: [], ...(call && { call }) };
    if (!site.steps.some((one) => keyOf(one.place) === keyOf(step.place))) site.steps.push(step);
    sites.set(keyOf(place), site);
  }
  return [...sites.values()];
}

function firstOf(places: readonly Place[]): Place {
  return [...places].sort((a, b) => (a.cell ?? 0) - (b.cell ?? 0) || a.line - b.line || a.column - b.column)[0]!;
}

/** `preprocess_input` in place of the scaling that stands there. */
function replaced(script: ParsedScript, site: Site, name: string): Change {
  if (site.call !== undefined) {
    const remove = namesOf(site).filter((one) => one !== 'preprocessing_function');
    return changeKeywords(script, site.call, { set: [{ name: 'preprocessing_function', text: name }], remove });
  }
  const scaled = scaledBy(script, site);
  if ('reason' in scaled) return scaled;
  return scaled.replace(`${name}(${scaled.images})`);
}

function removed(script: ParsedScript, site: Site): Change {
  if (site.call !== undefined) return changeKeywords(script, site.call, { remove: namesOf(site) });
  const scaled = scaledBy(script, site);
  if ('reason' in scaled) return scaled;
  return scaled.replace(scaled.images);
}

function namesOf({ steps }: Site): string[] {
  return steps.map((step) => (step.kind === 'preprocess_input' ? 'preprocessing_function' : 'rescale'));
}

/** The images that an operation or a call scales, as text, and how to put another expression in its place. */
function scaledBy(
  script: ParsedScript,
  { place }: Site,
): { images: string; replace(text: string): Change } | { reason: string } {
  const node = nodeAt(script, place);
  const where = lineText(script.file, place);
  const text = (at: Place): string => quote(script.source, at, Number.POSITIVE_INFINITY);
  if (node === undefined || !('type' in node)) return { reason: `${where} cannot be taken apart` };
  if (node.type === 'AugAssign') {
    const images = text(node.target.place);
    return { images, replace: (value) => replaceStatement(script, node, [`${images} = ${value}`]) };
  }
  // `1. / 255` is a factor, and no image.
  if (node.type === 'BinOp' && node.left.type !== 'Constant') {
    return { images: text(node.left.place), replace: (value) => replaceExpression(script, node, value) };
  }
  if (node.type === 'Call' && node.args[0] !== undefined) {
    // What converts to floats and scales is replaced by what converts alone.
    const library = /^(.*)\.image\.convert_image_dtype$/.exec(text(node.func.place))?.[1];
    const given = text(node.args[0].place);
    const images = library === undefined ? given : `${library}.cast(${given}, ${library}.float32)`;
    if (library === undefined && /convert_image_dtype$/.test(text(node.func.place))) {
      return { reason: `the conversion in ${where} scales too` };
    }
    return { images, replace: (value) => replaceExpression(script, node, value) };
  }
  return { reason: `the scaling in ${where} cannot be replaced by one expression` };
}
