import { firstOfEach } from '../../base/group.js';
import type { Call } from '../../script/edit/callArguments.js';
import { type Change, together } from '../../script/edit/edit.js';
import { replaceExpression, wrapExpression } from '../../script/edit/expressions.js';
import { addImport, type ImportChange } from '../../script/edit/imports.js';
import { changeKeywords, setKeyword } from '../../script/edit/keywords.js';
import { callAt, nodeAt } from '../../script/edit/nodeAt.js';
import { statementOf } from '../../script/edit/parents.js';
import { truthOf } from '../../script/evaluate/values.js';
import { applicationOf, type InputMode } from '../../script/keras/applications.js';
import type { LayerNode, Tensor } from '../../script/library/models/layerNode.js';
import { baseOf, type Pipeline, pipelinesOf, trainingPipelines } from '../../script/reading/pipelines.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { StageReading } from '../../script/reading/stageReading.js';
import type { Expression, ParsedScript, Place } from '../../script/syntax/ast.js';
import { keyOf } from '../../script/syntax/keyOf.js';
import { quote } from '../../script/syntax/quote.js';
import { toRgb } from './imageFixes.js';
import { rescalingFix } from './rescalingFix.js';
import { removed, replaced } from './scalingEdits.js';
import { rolesOf, type Site, scales, sitesOf, unclearIn } from './scalingSites.js';

/**
 * Gives a backbone the values that it was trained on: `preprocess_input` of its own module in every place where the script
 * scales, and no other scaling. Nothing is scaled for a backbone that rescales by itself.
 */
export function scalingFix(reading: ScriptReading): Change {
  const stage = reading.stages.at(-1);
  const base = baseOf(reading);
  const application = applicationOf(`keras.applications.${base?.model?.application ?? ''}`);
  if (application === undefined) return { reason: withoutApplication(base) };
  const script = reading.script;
  const ways = waysOf(reading);
  const unclear = unclearIn(ways);
  if (unclear !== undefined) return { reason: unclear };
  const sites = sitesOf(script, ways);
  const refused = whyNot(reading, sites, application.preprocess);
  if (refused !== undefined) return { reason: refused };
  const { preprocess: mode, module } = application;
  const given = base?.args.get('include_preprocessing');
  const use = (place: Place): ImportChange => importOf(script, module, place);
  if (given !== undefined && truthOf(given) !== true) return ownPreprocessing(reading, base!, sites, use);
  if (sites.some(isLayer)) {
    const [layer, ...others] = sites;
    if (others.length === 0) return rescalingFix(reading, layer!.place, mode, use);
    const needless = mode === 'none' ? sites : besideRight(sites, ways, module);
    if (needless === undefined) {
      return { reason: 'a layer scales, and something else too: one of them has to go' };
    }
    return together(...needless.map((site) => withoutSite(reading, site, use)));
  }
  if (mode === 'none') return together(...sites.map((site) => removed(script, site)));
  return sites.length === 0 ? addedScaling(reading, stage, ways, use) : oneScaling(reading, ways, sites, module);
}

/** One scaling on each way, by the function of the backbone; a generator that does not scale gets it. */
function oneScaling(reading: ScriptReading, ways: readonly Pipeline[], sites: readonly Site[], module: string): Change {
  const { script } = reading;
  const roles = rolesOf(sites, ways, module);
  if (roles === undefined) return { reason: 'a step is the only scaling of some images, and the second one of others' };
  const unscaled = ways.filter(({ steps }) => !steps.some(scales));
  const bare = unscaled.find(({ flow }) => callAt(script, flow.generator) === undefined);
  if (bare !== undefined) return { reason: `nothing scales the ${bare.name} images, so there is no line to change` };
  const added = firstOfEach(
    unscaled.map(({ flow }) => flow.generator!),
    keyOf,
  );
  const isCalled = added.length > 0 || [...roles.values()].includes('scales');
  const imported = importOf(script, module, firstOf([...sites.map(({ place }) => place), ...added]));
  return together(
    ...(isCalled ? [imported] : []),
    ...added.map((place) => withFunction(script, callAt(script, place)!, imported.name)),
    ...(ways.some(isReversed) ? [toRgb(reading, ways)] : []),
    ...sites.flatMap((site) => {
      if (roles.get(site) === 'kept') return [];
      return roles.get(site) === 'scales' ? replaced(script, site, imported.name) : removed(script, site);
    }),
  );
}

/** What scales beside the function of the backbone; undefined where that is not called on each way that scales. */
function besideRight(sites: readonly Site[], ways: readonly Pipeline[], module: string): Site[] | undefined {
  const roles = rolesOf(sites, ways, module);
  if (roles === undefined || [...roles.values()].includes('scales')) return undefined;
  return sites.filter((site) => roles.get(site) === 'removed');
}

function withoutSite(reading: ScriptReading, site: Site, use: (place: Place) => ImportChange): Change {
  return isLayer(site) ? rescalingFix(reading, site.place, 'none', use) : removed(reading.script, site);
}

/** Whether images are BGR where they are scaled. */
function isReversed({ steps }: Pipeline): boolean {
  const first = steps.findIndex(scales);
  return first > 0 && steps[first - 1]!.after.order === 'bgr';
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
function whyNot(reading: ScriptReading, sites: readonly Site[], mode: InputMode): string | undefined {
  if (sites.some(({ place }) => place.file !== undefined)) return 'images are scaled in another file';
  const keys = new Set(sites.map(({ place }) => keyOf(place)));
  const isShared = reading.others.some((other) => {
    const one = { ...reading, ...other, others: [] };
    if (modeOf(baseOf(one)) === mode) return false;
    return sitesOf(reading.script, waysOf(one)).some(({ place }) => keys.has(keyOf(place)));
  });
  return isShared ? 'the file trains another model on these images too, which may need other values' : undefined;
}

/** A base that leaves out its own preprocessing gets it back, and what the script scales in its place goes. */
function ownPreprocessing(
  reading: ScriptReading,
  { origin }: LayerNode,
  sites: readonly Site[],
  use: (place: Place) => ImportChange,
): Change {
  const { script } = reading;
  const call = callAt(script, origin);
  if (call === undefined) return { reason: 'the base is in another file' };
  return together(
    changeKeywords(script, call, { remove: ['include_preprocessing'] }),
    ...sites.map((site) => withoutSite(reading, site, use)),
  );
}

function isLayer({ steps }: Site): boolean {
  return steps.some((step) => step.kind === 'scale' && step.by === 'layer');
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

function firstOf(places: readonly Place[]): Place {
  return [...places].sort((a, b) => (a.cell ?? 0) - (b.cell ?? 0) || a.line - b.line || a.column - b.column)[0]!;
}
