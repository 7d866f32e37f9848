import type { Call } from '../../script/edit/callArguments.js';
import { callAround, expressionAt, nodeAt } from '../../script/edit/nodeAt.js';
import { type Node, parentsOf } from '../../script/edit/parents.js';
import type { PixelStep } from '../../script/library/images/flow.js';
import type { Pipeline } from '../../script/reading/pipelines.js';
import type { Expression, ParsedScript, Place } from '../../script/syntax/ast.js';
import { isWithin } from '../../script/syntax/isWithin.js';
import { keyOf } from '../../script/syntax/keyOf.js';

/** A place where a script scales: the constructor of a generator, a layer, an operation or a call. */
export interface Site {
  place: Place;
  /** Steps that stand there, each with its own place. */
  steps: PixelStep[];
  call?: Call;
  /** Places of its operations, the whole included. */
  parts?: Place[];
}

/** Whether a step changes the values of all images alike, or standardizes by one call. */
export function scales(step: PixelStep): boolean {
  if (step.kind === 'standardize') return ONE_CALL.test(step.by);
  return step.kind === 'scale' || step.kind === 'preprocess_input' || (step.kind === 'cast' && step.scales);
}

/** Standardizations that a keyword of a generator or one call makes. */
const ONE_CALL = /^samplewise_|^tf\.image\.per_image_standardization$/;

/** Why the steps of pipelines cannot be replaced, as a sentence; undefined where they can. */
export function unclearIn(ways: readonly Pipeline[]): string | undefined {
  const wrong = ways.find(({ steps }) => steps.some(({ kind }) => kind === 'unknown'));
  if (wrong !== undefined) return `a step of the ${wrong.name} images is not understood`;
  const [byHand] = ways.flatMap(({ steps }) => steps.filter((step) => isByHand(step, steps)));
  return byHand && `the images are standardized in line ${byHand.place.line}`;
}

/** Whether a standardization takes more lines, or stands behind another scaling that would be replaced too. */
function isByHand(step: PixelStep, steps: readonly PixelStep[]): boolean {
  if (step.kind !== 'standardize' || step.after === steps[steps.indexOf(step) - 1]?.after) return false;
  return !scales(step) || (!step.by.startsWith('samplewise_') && steps.filter(scales).length > 1);
}

/** The places where images are scaled; those of one generator are one. */
export function sitesOf(script: ParsedScript, ways: readonly Pipeline[]): Site[] {
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

/** Arguments of a generator that scale. */
const SETTING = /^(rescale|preprocessing_function|samplewise_center|samplewise_std_normalization)$/;

/** The generator whose argument scales, or the `dict(rescale=...)` that is spread into one. */
function callOfSetting(script: ParsedScript, node: Node): Call | undefined {
  const keyword = 'type' in node ? parentsOf(script).get(node) : node;
  if (!keyword || 'type' in keyword || !SETTING.test(keyword.name ?? '')) return undefined;
  const call = callAround(script, keyword);
  const isDict = call?.func.type === 'Name' && call.func.id === 'dict';
  return 'type' in node && !isDict ? undefined : call;
}

/** A key of a dictionary that is spread into a generator. */
export function entryOf(
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

export type Role = 'scales' | 'kept' | 'removed';

/**
 * One place on each way scales: where the right function is called already, else the first one. Undefined where that differs by
 * way.
 */
export function rolesOf(
  sites: readonly Site[],
  ways: readonly Pipeline[],
  module: string,
): Map<Site, Role> | undefined {
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
