import { firstOfEach } from '../../base/group.js';
import type { Call } from '../../script/edit/callArguments.js';
import { type Change, samePlace, together } from '../../script/edit/edit.js';
import { renameInString, replaceExpression, wrapExpression } from '../../script/edit/expressions.js';
import { addImport, type ImportChange } from '../../script/edit/imports.js';
import { changeKeywords, setKeyword } from '../../script/edit/keywords.js';
import { callAround, callAt, expressionAt, nodeAt } from '../../script/edit/nodeAt.js';
import { removeEntry } from '../../script/edit/removeItem.js';
import { safeToEdit } from '../../script/edit/safeToEdit.js';
import { removeStatement, replaceStatement } from '../../script/edit/statements.js';
import { unitOf } from '../../script/edit/unit.js';
import { type Node, parentsOf, statementOf } from '../../script/edit/walk.js';
import { truthOf } from '../../script/evaluate/values.js';
import { applicationOf, type InputMode } from '../../script/keras/applications.js';
import type { PixelStep } from '../../script/library/images/flow.js';
import type { LayerNode, Tensor } from '../../script/library/models/layerNode.js';
import { baseOf, type Pipeline, pipelinesOf, trainingPipelines } from '../../script/reading/pipelines.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { StageReading } from '../../script/reading/stageReading.js';
import type { Expression, ParsedScript, Place } from '../../script/syntax/ast.js';
import { isWithin } from '../../script/syntax/isWithin.js';
import { keyOf } from '../../script/syntax/keyOf.js';
import { quote } from '../../script/syntax/quote.js';
import { toRgb } from './imageFixes.js';
import { rescalingFix } from './rescalingFix.js';

/**
 * Gives a backbone the values that it was trained on: `preprocess_input` of its own module in every place where the script
 * scales, and no other scaling. Nothing is scaled for a backbone that rescales by itself.
 */
export function scalingFix(reading: ScriptReading): Change {
  const stage = reading.stages.at(-1);
  const base = baseOf(reading);
  const application = applicationOf(`keras.applications.${base?.model?.application ?? ''}`);
  if (application === undefined) return { reason: 'the pretrained model is not visible' };
  const script = reading.script;
  const ways = waysOf(reading);
  const wrong = ways.find(({ steps }) => steps.some(({ kind }) => kind === 'unknown'));
  if (wrong !== undefined) return { reason: `a step of the ${wrong.name} images is not understood` };
  const sites = sitesOf(script, ways);
  const refused = whyNot(reading, base, sites, application.preprocess);
  if (refused !== undefined) return { reason: refused };
  const { preprocess: mode, module } = application;
  const use = (place: Place): ImportChange => importOf(script, module, place);
  const layer = sites.find(({ steps }) => steps.some((step) => step.kind === 'scale' && step.by === 'layer'));
  if (layer !== undefined) {
    return sites.length > 1
      ? { reason: 'a layer of the model scales, and something else too: one of them has to go' }
      : rescalingFix(reading, layer.place, mode, use);
  }
  const rescales = mode === 'none';
  if (sites.length === 0 && !rescales) return addedScaling(reading, stage, ways, use);
  const reversed = ways.some(({ steps }) => {
    const first = steps.findIndex(scales);
    return first > 0 && steps[first - 1]!.after.order === 'bgr';
  });
  if (rescales) return together(...sites.map((site) => removed(script, site)));
  const roles = rolesOf(sites, ways, module);
  if (roles === undefined) return { reason: 'a step is the only scaling of some images, and the second one of others' };
  const unscaled = ways.filter(({ steps }) => !steps.some(scales));
  const bare = unscaled.find(({ flow }) => callAt(script, flow.generator) === undefined);
  if (bare !== undefined) {
    return { reason: `nothing scales the ${bare.name} images, so there is no line to change` };
  }
  const added = firstOfEach(
    unscaled.map(({ flow }) => flow.generator!),
    keyOf,
  );
  const imported = use(firstOf([...sites.map(({ place }) => place), ...added]));
  const changes = sites.flatMap((site) => {
    const role = roles.get(site);
    if (role === 'kept') return [];
    return [role === 'scales' ? replaced(script, site, imported.name) : removed(script, site)];
  });
  return together(
    ...(added.length > 0 || [...roles.values()].includes('scales') ? [imported] : []),
    ...added.map((place) => withFunction(script, callAt(script, place)!, imported.name)),
    ...(reversed ? [toRgb(reading, ways)] : []),
    ...changes,
  );
}

type Role = 'scales' | 'kept' | 'removed';

/**
 * One place on each way scales: where the right function is called already, else the first one. Undefined where that differs by
 * way.
 */
function rolesOf(sites: readonly Site[], ways: readonly Pipeline[], module: string): Map<Site, Role> | undefined {
  const roles = new Map<Site, Role>();
  for (const way of ways) {
    for (const [site, role] of rolesOn(way, sites, module)) {
      if ((roles.get(site) ?? role) !== role) return undefined;
      roles.set(site, role);
    }
  }
  return roles;
}

function rolesOn({ steps }: Pipeline, sites: readonly Site[], module: string): [Site, Role][] {
  const passed = steps.filter(scales).flatMap((step) => {
    const site = sites.find((one) => isStepOf(step, one));
    return site === undefined ? [] : [{ site, step }];
  });
  const isRight = ({ site, step }: (typeof passed)[number]): boolean =>
    site.call === undefined && step.kind === 'preprocess_input' && step.module === module;
  const right = passed.find(isRight);
  const chosen = right ?? passed[0];
  const role: Role = right === undefined ? 'scales' : 'kept';
  return passed.map(({ site }) => [site, site === chosen?.site ? role : 'removed']);
}

function isStepOf(step: PixelStep, site: Site): boolean {
  return isWithin(step.place, site.place) || site.steps.some(({ place }) => keyOf(place) === keyOf(step.place));
}

/** The ways of all trainings, and of what the model is used on. */
function waysOf(reading: ScriptReading): Pipeline[] {
  const earlier = reading.stages.slice(0, -1).flatMap((stage) => trainingPipelines(reading, stage));
  return [...pipelinesOf(reading), ...earlier];
}

function importOf(script: ParsedScript, module: string, place: Place): ImportChange {
  return addImport(script, `from keras.applications.${module} import preprocess_input`, {
    before: statementOf(script, nodeAt(script, place)!)?.place ?? place,
  });
}

/** Why the places where a script scales cannot be changed, as the end of a sentence. */
function whyNot(
  reading: ScriptReading,
  base: LayerNode | undefined,
  sites: readonly Site[],
  mode: InputMode,
): string | undefined {
  if (sites.some(({ place }) => place.file !== undefined)) return 'images are scaled in another file';
  const given = base?.args.get('include_preprocessing');
  if (given !== undefined && truthOf(given) !== true) return 'the base leaves out its own preprocessing';
  const keys = new Set(sites.map(({ place }) => keyOf(place)));
  const isShared = reading.others.some((other) => {
    const one = { ...reading, ...other, others: [] };
    if (modeOf(baseOf(one)) === mode) return false;
    return sitesOf(reading.script, waysOf(one)).some(({ place }) => keys.has(keyOf(place)));
  });
  return isShared ? 'the file trains another model on these images too, which may need other values' : undefined;
}

/** What the preprocess_input of a base does. */
function modeOf(base: LayerNode | undefined): InputMode | undefined {
  return applicationOf(`keras.applications.${base?.model?.application ?? ''}`)?.preprocess;
}

/** Where nothing scales: in the generators, or, in a dataset, at the call of the base. */
function addedScaling(
  { script }: ScriptReading,
  stage: StageReading | undefined,
  ways: readonly Pipeline[],
  use: (place: Place) => ImportChange,
): Change {
  const none = { reason: 'nothing scales the images, so there is no line to change' };
  const called = stage && baseCall(script, stage);
  if (called !== undefined && ways.every(({ flow }) => flow.kind === 'dataset')) {
    const imported = use(called.place);
    return together(imported, wrapExpression(script, called, `${imported.name}(`, ')'));
  }
  const generators = firstOfEach(
    ways.flatMap(({ flow }) => (flow.generator === undefined ? [] : [flow.generator])),
    keyOf,
  );
  if (generators.length === 0 || ways.some(({ flow }) => flow.generator === undefined)) return none;
  const calls = generators.map((place) => callAt(script, place));
  if (calls.some((call) => call === undefined)) return { reason: 'the generator is made in another file' };
  const imported = use(firstOf(generators));
  return together(imported, ...calls.map((call) => withFunction(script, call!, imported.name)));
}

/** Gives a generator its function; one that is its first argument by position would center features. */
function withFunction(script: ParsedScript, call: Call, name: string): Change {
  const [first] = call.args;
  const isFunction = first !== undefined && /preprocess/.test(quote(script.source, first.place));
  if (!isFunction) return setKeyword(script, call, 'preprocessing_function', name);
  return call.args.length > 1
    ? { reason: 'the generator is given several arguments by position' }
    : replaceExpression(script, first, `preprocessing_function=${name}`);
}

/** What the base is called on, where the script calls it as a function. */
function baseCall(script: ParsedScript, { model: { base }, call }: StageReading): Expression | undefined {
  const waiting: Tensor[] = [...(call.node.model?.outputs ?? [])];
  const done = new Set<Tensor>();
  for (let tensor = waiting.pop(); tensor !== undefined; tensor = waiting.pop()) {
    if (done.has(tensor)) continue;
    done.add(tensor);
    if (tensor.layer !== base || base === undefined) {
      waiting.push(...tensor.inputs);
      continue;
    }
    const node = callAt(script, tensor.origin);
    return node?.args.length === 1 && tensor.origin !== base.origin ? node.args[0] : undefined;
  }
  return undefined;
}

/** A place where a script scales: the constructor of a generator, a layer, an operation or a call. */
interface Site {
  place: Place;
  /** Steps that stand there, each with its own place. */
  steps: PixelStep[];
  call?: Call;
  /** Places of its operations, the whole included. */
  parts?: Place[];
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
    const call = node && callOfSetting(script, node);
    const place = call?.place ?? step.place;
    const site = sites.get(keyOf(place)) ?? { place, steps: [], ...(call && { call }) };
    if (!site.steps.some((one) => keyOf(one.place) === keyOf(step.place))) site.steps.push(step);
    sites.set(keyOf(place), site);
  }
  const all = [...sites.values()];
  // Of `x / 127.5 - 1`, the division is part of the whole.
  return all
    .filter(({ place }) => !all.some((other) => other.place !== place && isWithin(place, other.place)))
    .map((site) => ({ ...site, parts: all.flatMap(({ place }) => (isWithin(place, site.place) ? [place] : [])) }));
}

/** The generator whose argument scales, or the `dict(rescale=...)` that is spread into one. */
function callOfSetting(script: ParsedScript, node: Node): Call | undefined {
  const keyword = 'type' in node ? parentsOf(script).get(node) : node;
  if (!keyword || 'type' in keyword || !/^(rescale|preprocessing_function)$/.test(keyword.name ?? '')) return undefined;
  const call = callAround(script, keyword);
  const isDict = call?.func.type === 'Name' && call.func.id === 'dict';
  return 'type' in node && !isDict ? undefined : call;
}

/** A key of a dictionary that is spread into a generator. */
function entryOf(
  script: ParsedScript,
  { place }: Site,
): { dict: DictNode; key: Expression; value: Expression } | undefined {
  const value = expressionAt(script, place);
  const dict = value && parentsOf(script).get(value);
  if (!value || !dict || !('type' in dict) || dict.type !== 'Dict') return undefined;
  const key = dict.keys[dict.values.indexOf(value)];
  const isSetting = key?.type === 'Constant' && /^(rescale|preprocessing_function)$/.test(String(key.value));
  return isSetting ? { dict, key, value } : undefined;
}

type DictNode = Extract<Expression, { type: 'Dict' }>;

function firstOf(places: readonly Place[]): Place {
  return [...places].sort((a, b) => (a.cell ?? 0) - (b.cell ?? 0) || a.line - b.line || a.column - b.column)[0]!;
}

/** `preprocess_input` in place of the scaling that stands there. */
function replaced(script: ParsedScript, site: Site, name: string): Change {
  if (site.call !== undefined) {
    const remove = namesOf(site).filter((one) => one !== 'preprocessing_function');
    const set = [{ name: 'preprocessing_function', text: name }];
    // A function that `**options` gave would be among the steps.
    const knowsSpread = remove.length === site.steps.length;
    return changeKeywords(script, site.call, { set, remove }, { knowsSpread });
  }
  const entry = entryOf(script, site);
  if (entry !== undefined) {
    const isScale = entry.key.type === 'Constant' && entry.key.value === 'rescale';
    return together(
      ...(isScale ? [renameInString(script, entry.key, 'rescale', 'preprocessing_function')] : []),
      replaceExpression(script, entry.value, name, { everyUse: true }),
    );
  }
  const node = expressionAt(script, site.place);
  if (node?.type === 'BinOp' && node.left.type !== 'Constant') return wrapped(script, node, site, name);
  const scaled = scaledBy(script, site);
  if ('reason' in scaled) return scaled;
  return scaled.replace(`${name}(${scaled.images})`);
}

/** Of `x / 255`, what stands around `x` is replaced: `x` may be changed too. */
function wrapped(
  script: ParsedScript,
  node: Expression & { type: 'BinOp' },
  { parts = [] }: Site,
  name: string,
): Change {
  const reason = safeToEdit(script, node);
  if (reason !== undefined) return { reason };
  const unit = unitOf(script, node.place);
  const images = imageIn(node, parts).place;
  const what = `replaces \`${quote(script.source, node.place)}\` by \`${name}(${quote(script.source, images)})\``;
  return {
    edits: [
      { place: unit.place(unit.from(node.place), unit.from(images)), text: `${name}(`, what },
      { place: unit.place(unit.to(images), unit.to(node.place)), text: ')', what: '' },
    ],
  };
}

function removed(script: ParsedScript, site: Site): Change {
  if (site.call !== undefined) return changeKeywords(script, site.call, { remove: namesOf(site) });
  const entry = entryOf(script, site);
  if (entry !== undefined) return removeEntry(script, entry.dict, entry.key);
  const scaled = scaledBy(script, site);
  if ('reason' in scaled) return scaled;
  // `x = x / 255` goes as a whole.
  const statement = statementOf(script, nodeAt(script, site.place)!);
  const target = statement?.type === 'Assign' && statement.targets.length === 1 ? statement.targets[0] : undefined;
  const isWhole = statement?.type === 'Assign' && samePlace(statement.value.place, site.place);
  const isSelf = target !== undefined && isWhole && quote(script.source, target.place) === scaled.images;
  if (statement !== undefined && (isSelf || statement.type === 'AugAssign')) return removeStatement(script, statement);
  // NumPy's arrays of floats are scaled in place: what is made for another network is made of a copy.
  const call = callAt(script, site.place);
  const isInPlace = isWhole && target !== undefined && site.steps.every(({ kind }) => kind === 'preprocess_input');
  if (isInPlace && call?.args[0]?.type === 'Name') {
    return replaceExpression(script, call.args[0], `${call.args[0].id}.copy()`);
  }
  return scaled.replace(scaled.images);
}

/** What is scaled in `x / 127.5 - 1`: the image, without the operations around it. */
function imageIn(node: Expression & { type: 'BinOp' }, parts: readonly Place[]): Expression {
  const { left } = node;
  const isPart = left.type === 'BinOp' && parts.some((part) => samePlace(part, left.place));
  return isPart ? imageIn(left, parts) : left;
}

function namesOf({ steps }: Site): string[] {
  return steps.map((step) => (step.kind === 'preprocess_input' ? 'preprocessing_function' : 'rescale'));
}

/** The images that an operation or a call scales, as text, and how to put another expression in its place. */
function scaledBy(
  script: ParsedScript,
  { place, parts = [] }: Site,
): { images: string; replace(text: string): Change } | { reason: string } {
  const node = nodeAt(script, place);
  const text = (at: Place): string => quote(script.source, at, Number.POSITIVE_INFINITY);
  if (node === undefined || !('type' in node)) return { reason: `line ${place.line} cannot be taken apart` };
  if (node.type === 'AugAssign') {
    const images = text(node.target.place);
    return { images, replace: (value) => replaceStatement(script, node, [`${images} = ${value}`]) };
  }
  // `1. / 255` is a factor, and no image.
  if (node.type === 'BinOp' && node.left.type !== 'Constant') {
    return { images: text(imageIn(node, parts).place), replace: (value) => replaceExpression(script, node, value) };
  }
  if (node.type === 'Call' && node.args[0] !== undefined) {
    // What converts to floats and scales is replaced by what converts alone.
    const library = /^(.*)\.image\.convert_image_dtype$/.exec(text(node.func.place))?.[1];
    const given = text(node.args[0].place);
    const images = library === undefined ? given : `${library}.cast(${given}, ${library}.float32)`;
    if (library === undefined && /convert_image_dtype$/.test(text(node.func.place))) {
      return { reason: `the conversion in line ${place.line} scales too` };
    }
    return { images, replace: (value) => replaceExpression(script, node, value) };
  }
  return { reason: `the scaling in line ${place.line} cannot be replaced by one expression` };
}
