import { type KerasVersion, RELEASES } from '../../../script/keras/kerasVersion.js';
import { layerListsOf } from '../../../script/keras/layerLists.js';
import { rangesText } from '../../../script/keras/readings.js';
import { innerLayers, type LayerNode } from '../../../script/library/models/layerNode.js';
import { quotePlaces, scriptsOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { inVersions, isLikely } from '../../../script/reading/versionsInWords.js';
import type { Expression, Place, Statement } from '../../../script/syntax/ast.js';
import { walk } from '../../../script/syntax/walk.js';
import type { Finding } from '../../finding.js';

type For = Statement & { type: 'For' };

/**
 * Finds loops over layers whose flags reach no layer: a name that no layer has, or a flag that is set on a variable of
 * another loop.
 */
export function layerNames(reading: ScriptReading): Finding[] {
  const loops = scriptsOf(reading)
    .flatMap(({ body }) => [...walk(body)])
    .filter((node): node is For => node.type === 'For' && isOverLayers(node.iter) && flagsIn(node.body).length > 0);
  return [...loops.flatMap((loop) => missingNames(reading, loop)), ...otherVariables(reading, loops)];
}

function isOverLayers(iter: Expression): boolean {
  return [...walk(iter)].some((node) => node.type === 'Attribute' && node.attr === 'layers');
}

type Flag = Expression & { type: 'Attribute' };

/** Targets of assignments to `.trainable`. */
function flagsIn(body: readonly Statement[]): Flag[] {
  return [...walk(body)].flatMap((node) =>
    node.type === 'Assign'
      ? node.targets.filter((target): target is Flag => target.type === 'Attribute' && target.attr === 'trainable')
      : [],
  );
}

function variablesOf(target: Expression): string[] {
  return [...walk(target)].flatMap((node) => (node.type === 'Name' ? [node.id] : []));
}

/** A name of a layer in a comparison, and how it is compared. */
interface Compared {
  text: string;
  fits(name: string): boolean;
  place: Place;
}

/** `layer.name == 'x'`, `layer.name in ['x']`, `'x' in layer.name`, `layer.name.startswith('x')`. */
function comparedNames(body: readonly Statement[], variables: readonly string[]): Compared[] {
  const isName = (node: Expression): boolean =>
    node.type === 'Attribute' &&
    node.attr === 'name' &&
    node.value.type === 'Name' &&
    variables.includes(node.value.id);
  return [...walk(body)].flatMap((node) => {
    if (node.type === 'Compare') return comparedIn(node, isName);
    return node.type === 'Call' ? startsIn(node, isName) : [];
  });
}

type IsName = (node: Expression) => boolean;

function comparedIn({ left, ops, comparators }: Expression & { type: 'Compare' }, isName: IsName): Compared[] {
  const [right] = comparators;
  if (right === undefined || ops.length !== 1) return [];
  if (isName(left)) return textsOf(right).map((one) => ({ ...one, fits: (name) => name === one.text }));
  return isName(right) ? textsOf(left).map((one) => ({ ...one, fits: (name) => name.includes(one.text) })) : [];
}

function startsIn({ func, args }: Expression & { type: 'Call' }, isName: IsName): Compared[] {
  if (func.type !== 'Attribute' || !isName(func.value)) return [];
  const texts = args.flatMap(textsOf);
  if (func.attr === 'startswith') return texts.map((one) => ({ ...one, fits: (name) => name.startsWith(one.text) }));
  return func.attr === 'endswith' ? texts.map((one) => ({ ...one, fits: (name) => name.endsWith(one.text) })) : [];
}

function textsOf(expression: Expression): { text: string; place: Place }[] {
  if (expression.type === 'Constant' && typeof expression.value === 'string')
    return [{ text: expression.value, place: expression.place }];
  if (expression.type === 'List' || expression.type === 'Tuple' || expression.type === 'Set')
    return expression.elts.flatMap(textsOf);
  return [];
}

/** Names that Keras counts: their numbers depend on what was built before. */
const COUNTED = /_\d+$|^(dense|conv2d|dropout|flatten|input|activation|batch_normalization|\w*pooling2d)/;

function missingNames(reading: ScriptReading, loop: For): Finding[] {
  const { models } = reading.library.events;
  const applications = models.filter(({ model }) => model?.kind === 'application');
  const isKnown = models.every(({ model }) => model?.kind !== 'loaded') && applications.length > 0;
  if (!isKnown || applications.some(({ model }) => model?.possibleNames === undefined)) return [];
  const own = [...models, ...models.flatMap(innerLayers)].filter(({ inside }) => inside === undefined);
  const written = own.flatMap(({ name }) => name ?? []);
  return comparedNames(loop.body, variablesOf(loop.target)).flatMap(({ text, fits, place }): Finding[] => {
    if (COUNTED.test(text) || text === '' || written.some(fits)) return [];
    const listed = applications.flatMap((node) => releasesNaming(node, () => true, reading.keras.releases));
    const having = applications.flatMap((node) => releasesNaming(node, fits, reading.keras.releases));
    const missing = listed.filter((release) => !having.includes(release));
    if (missing.length === 0 || (having.length > 0 && !isLikely(reading, missing))) return [];
    const of = applications.map(({ model }) => model?.application).join(', ');
    const elsewhere = applications.flatMap((node) => releasesNaming(node, fits, RELEASES));
    const known = elsewhere.length === 0 ? '' : ` Such a name is in ${rangesText(elsewhere)}.`;
    return [
      {
        check: 'unknown-layer-name',
        severity: having.length === 0 ? 'critical' : 'warning',
        summary: `${having.length === 0 ? 'No' : `${inVersions(missing)}, no`} layer of ${of} fits '${text}', so this loop does not set the flags that it is meant to.${known}`,
        evidence: [],
        fix: { text: 'Take the name from `model.summary()` of the version that trains, or a number of layers.' },
        places: quotePlaces(reading, [place, loop.iter.place, flagsIn(loop.body)[0]?.place]),
      },
    ];
  });
}

/** The releases among some in which a layer of an application has a name that fits. */
function releasesNaming(
  { model, args }: LayerNode,
  fits: (name: string) => boolean,
  releases: readonly KerasVersion[],
): KerasVersion[] {
  const top = args.get('include_top');
  const includeTop = top?.kind !== 'constant' || Boolean(top.value);
  const { readings } = layerListsOf(model?.application ?? '', releases, { includeTop });
  const having = readings.filter(({ value }) => value.some(({ name }) => fits(name))).flatMap((one) => one.releases);
  return releases.filter((release) => having.includes(release));
}

/** `for layer in base.layers: l.trainable = False` with `l` from another loop. */
function otherVariables(reading: ScriptReading, loops: readonly For[]): Finding[] {
  return loops.flatMap((loop): Finding[] => {
    const variables = variablesOf(loop.target);
    const flags = flagsIn(loop.body);
    const names = flags.flatMap(({ value }) => (value.type === 'Name' ? [value.id] : []));
    const isOther = names.length === flags.length && names.every((name) => !variables.includes(name));
    const from = loops.find((other) => other !== loop && variablesOf(other.target).includes(names[0] ?? ''));
    const isInside = from !== undefined && [...walk(from.body)].includes(loop);
    if (!isOther || from === undefined || isInside) return [];
    return [
      {
        check: 'flags-without-effect',
        severity: 'critical',
        summary: `This loop runs over \`${variables.join(', ')}\`, but sets the flag of \`${names[0]}\`, which is the last layer of another loop. The layers of this loop keep their flags.`,
        evidence: [],
        fix: { text: `Write \`${variables[0]}.trainable\`.` },
        places: quotePlaces(reading, [flags[0]?.place, loop.iter.place, from.iter.place]),
      },
    ];
  });
}
