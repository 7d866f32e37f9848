import { APPLICATIONS, applicationOf, hasApplication } from './applications.js';
import {
  compareVersions,
  type Flavor,
  inRange,
  type KerasVersion,
  parseVersion,
  RELEASES,
  versionText,
} from './kerasVersion.js';
import { type Readings, rangesText, readingsOf } from './readings.js';
import { RECORDED_LAYERS } from './recordedLayers.js';
import { unpack } from './unpack.js';

/** A layer of a model of keras.applications. */
export interface ListedLayer {
  /** Its name, in a model that is the first of the process. */
  name: string;
  className: string;
  /**
   * Named by counting the layers of its class that were built before, such as `conv2d_7`: another name once another
   * model has been built, so a script that asks for it by name can miss it.
   */
  autoNamed: boolean;
}

/** How a model of keras.applications is built: the arguments that change its list of layers. */
export interface LayerOptions {
  /** Default true, as in Keras. */
  includeTop?: boolean;
  /** Without effect if `includeTop`. */
  pooling?: 'avg' | 'max' | null;
  /** `imagenet`, a path, or null. EfficientNet has one layer more for `imagenet` from TF 2.9 on. Default `imagenet`. */
  weights?: string | null;
  /** `include_preprocessing`. Default true. */
  includePreprocessing?: boolean;
  /** `minimalistic` of MobileNetV3. Default false. */
  minimalistic?: boolean;
  /** Whether `input_shape` is given: NASNet of Keras up to 2.2.4 builds fewer layers without. Default true. */
  inputShapeGiven?: boolean;
}

interface Recorded {
  recordings: { flavor: Flavor; version: string }[];
  values: string[];
  rows: Record<string, number[]>;
}

let recorded: (Omit<Recorded, 'recordings'> & { recordings: KerasVersion[] }) | undefined;

function read(): NonNullable<typeof recorded> {
  if (recorded === undefined) {
    const { recordings, ...rest } = unpack<Recorded>(RECORDED_LAYERS);
    recorded = { ...rest, recordings: recordings.map(({ flavor, version }) => parseVersion(version, flavor)!) };
  }
  return recorded;
}

function parseList(text: string): ListedLayer[] {
  return text.split('\n').map((line) => {
    const [name, className] = line.split(' ') as [string, string];
    return { name, className: className.replace('*', ''), autoNamed: className.endsWith('*') };
  });
}

/** The variant that was recorded for options; undefined if none was. */
function variantOf(name: string, options: LayerOptions): string | undefined {
  const { includeTop = true, pooling = null } = options;
  const plain = includeTop ? 'top' : (pooling ?? 'notop');
  const kind = kindOf(name, options);
  if (kind === undefined) return plain;
  if (kind === 'sized') return pooling === null ? kind : `${kind} ${pooling}`;
  if (kind !== 'minimal' && includeTop) return `${kind} top`;
  return plain === 'notop' ? kind : undefined;
}

/** What sets a list apart from that of `weights=None`; undefined if nothing does for this model. */
function kindOf(name: string, options: LayerOptions): string | undefined {
  const { includeTop = true, weights = 'imagenet', includePreprocessing = true, inputShapeGiven = true } = options;
  const kinds: [kind: string, applies: boolean][] = [
    ['minimal', options.minimalistic === true],
    ['imagenet', weights === 'imagenet'],
    ['bare', !includePreprocessing],
    ['sized', !includeTop && inputShapeGiven],
  ];
  return kinds.find(([kind, applies]) => applies && read().rows[`${name} ${kind}`] !== undefined)?.[0];
}

interface Near {
  index: number;
  at: KerasVersion;
}

/** The recording of a model in a release, or those of the nearest releases before and after it of its generation. */
function near(name: string, release: KerasVersion): Near[] {
  const plain = read().rows[`${name} notop`] ?? [];
  const alike = read()
    .recordings.map((at, index) => ({ index, at, order: compareVersions(at, release) }))
    .filter(({ at, index }) => {
      const same = at.flavor === release.flavor && at.major >= 3 === release.major >= 3;
      return same && (plain[index] ?? -1) >= 0;
    })
    .sort((a, b) => compareVersions(a.at, b.at));
  const exact = alike.filter(({ order }) => order === 0);
  if (exact.length > 0) return exact;
  return [alike.filter(({ order }) => order < 0).at(-1), alike.find(({ order }) => order > 0)].filter(
    (found) => found !== undefined,
  );
}

/** Places of the list in `values` for a model that was not recorded with the variant: that variant is the plain list. */
function placeOf(name: string, variant: string, index: number): number {
  const { rows } = read();
  const own = rows[`${name} ${variant}`]?.[index] ?? -1;
  if (own >= 0) return own;
  const plain: Record<string, string> = { imagenet: 'notop', 'imagenet top': 'top', sized: 'notop' };
  return plain[variant] === undefined ? -1 : (rows[`${name} ${plain[variant]}`]?.[index] ?? -1);
}

function placesIn(name: string, variant: string, release: KerasVersion): number[] {
  const application = applicationOf(`keras.applications.${name}`);
  if (application === undefined || !hasApplication(application, release)) return [];
  // EfficientNet's layer for weights='imagenet' is not in efficientnet.py of TF 2.3 to 2.5 and Keras 2.6 to 2.8.
  const before = variant.startsWith('imagenet') && inRange(release, { flavor: 'tf.keras', to: '2.8' });
  const asked = before ? (variant.endsWith('top') ? 'top' : 'notop') : variant;
  const places = near(name, release).map(({ index }) => placeOf(name, asked, index));
  return [...new Set(places.filter((place) => place >= 0))];
}

/**
 * The layers of a model of keras.applications in the order of `model.layers`, by version: recorded by building the
 * model with Keras itself. A release between two recorded ones that differ has both readings; one without the model,
 * and one where the options were not recorded, has none.
 *
 * @param name such as `ResNet50`
 */
export function layerListsOf(
  name: string,
  releases: readonly KerasVersion[],
  options: LayerOptions = {},
): Readings<ListedLayer[]> {
  const variant = variantOf(name, options);
  if (variant === undefined) return { readings: [] };
  const { values } = read();
  const places = readingsOf(
    releases,
    (release) => placesIn(name, variant, release),
    (place) => `${values[place]!.split('\n').length} layers (list ${place})`,
  );
  const readings = places.readings.map(({ value, ...rest }) => ({ value: parseList(values[value]!), ...rest }));
  if (readings.length < 2) return { readings };
  const parts = readings.map(({ value, releases: having }) => `${value.length} layers in ${rangesText(having)}`);
  return { readings, tellApart: `${name} has ${parts.join('; ')}.` };
}

/** The list of one version, and how sure it is. */
export interface LayerList {
  layers: ListedLayer[];
  /** False if the version is unknown or was not recorded, and others differ. */
  sure: boolean;
  note?: string;
}

/**
 * The layers of a model in one version; the newest list, with a note, where versions that come into question differ.
 * Undefined if no such version has the model.
 */
export function layersOf(name: string, options: LayerOptions & { keras?: KerasVersion } = {}): LayerList | undefined {
  const { keras } = options;
  const releases = keras === undefined ? RELEASES : RELEASES.filter((release) => isMeant(release, keras));
  const { readings, tellApart } = layerListsOf(name, releases, options);
  const newest = readings.at(-1);
  if (newest === undefined) return undefined;
  if (tellApart !== undefined) return { layers: newest.value, sure: false, note: tellApart };
  const [release] = releases;
  const sides = near(name, release!).map(({ at }) => at);
  if (releases.length > 1 || sides.some((version) => compareVersions(version, release!) === 0)) {
    return { layers: newest.value, sure: true };
  }
  const words = sides.map(versionText);
  if (sides.length > 1) return { layers: newest.value, sure: true, note: `The same in ${words.join(' and ')}.` };
  return { layers: newest.value, sure: false, note: `Recorded with ${words[0]}, not with ${versionText(release!)}.` };
}

function isMeant(release: KerasVersion, version: KerasVersion): boolean {
  return release.flavor === version.flavor && compareVersions(release, version) === 0;
}

/** Names of the models whose lists were recorded in some version. */
export function listedModels(): string[] {
  const { rows } = read();
  return APPLICATIONS.map(({ name }) => name).filter((name) => rows[`${name} notop`] !== undefined);
}
