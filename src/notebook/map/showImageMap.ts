import { randomUUID } from 'node:crypto';
import { SCANS } from '../../base/project.js';
import { pluralize } from '../../base/text/pluralize.js';
import { shortPath } from '../../base/text/shortPath.js';
import { thumbnail } from '../../dataset/image.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { cacheOf } from '../../features/featureOptions.js';
import { decode16, encode16, type Look, MAP_MIME, type MapData } from '../../lab/map/mapData.js';
import type { FeatureMatrix } from '../../learn/featureMatrix.js';
import { imageMap } from '../../measure/data/imageMap.js';
import { readDoubts } from '../../measure/data/keptDoubts.js';
import { labelFeatures } from '../../measure/data/labelFeatures.js';
import { crossEntropies } from '../../metrics/logLoss.js';
import { topLosses } from '../../metrics/topLosses.js';
import { imageMapPlot, MOST_POINTS } from '../../plots/imageMap.js';
import { weightStore } from '../../store/projectOptions.js';
import type { StoredRun } from '../../store/runStore.js';
import { answerQuestions } from '../answers.js';
import { formsOfPlot, newPlace, showCount, showForms, showMarkdown } from '../display.js';
import { validationOf } from '../finishedRun.js';
import { predictionText } from '../imageRows.js';
import { interruptedWhile, interruptible } from '../interruptible.js';
import type { OpenDataset } from '../openDataset.js';
import { cacheOptions } from '../settings.js';
import { colorings } from './mapColorings.js';
import { answerMap, type MapSessions, selectionOf } from './mapSession.js';

/** What a map is colored by. */
export interface MapOptions {
  /** A run of these images: its predictions and losses are among the colors. Default: none */
  run?: StoredRun;
  /** Of the places. Default 0. */
  seed?: number;
}

const THUMBNAIL = { width: 200, height: 150 };
/** Largest number of 16 bits. */
const FARTHEST = 65535;

const sessions: MapSessions = { byId: new Map(), latest: undefined };

/**
 * Shows every image as a point on a map, where images that a network sees as alike lie beside each other (principal components and
 * UMAP of its features). In thaw's JupyterLab it is colored by class, split, group, doubt of the label, prediction or loss; pointing
 * at it shows an image; a lasso, an entry of the legend or the neighbors of an image select, with the mouse or the keyboard, and the
 * next cell has what is selected by {@link selectedImages}. A report, and another front end, show it by class.
 *
 * The first map of a folder computes features, and 14,000 places take about a minute; both are kept.
 *
 * @throws UserError where the run was evaluated on another data set
 *
 * @example
 * await thaw.showImageMap(dataset, { run });
 */
export async function showImageMap(dataset: OpenDataset, { run, seed = 0 }: MapOptions = {}): Promise<void> {
  const place = newPlace();
  const { images } = dataset.scan;
  await interruptible(
    async () => {
      const evaluated = run && { run, positions: positionsOf(validationOf(run, dataset), images) };
      showMarkdown('Computing the features of all images', place);
      const options = { ...(await cacheOptions()), weightStore: weightStore(), now: () => performance.now() };
      const { features } = await labelFeatures(images, options);
      const onProgress = showCount('Placing the images, rounds', place);
      const { places, trust } = await imageMap(features, cacheOf(options), { seed, onProgress });
      const doubts = await readDoubts(SCANS, images);
      const data: MapData = {
        id: randomUUID(),
        numImages: images.length,
        places: encode16(scaled(places)),
        colorings: colorings({ images, classNames: dataset.classNames, doubts, evaluated }),
      };
      sessions.byId.set(data.id, { images, selected: [], look: lookOf(dataset, evaluated) });
      answerQuestions('map', (question) => answerMap(question, sessions));
      const sentence = sentenceOf(data, trust);
      showMarkdown(sentence, place);
      showForms({ ...(await staticForms(data, sentence)), [MAP_MIME]: data });
    },
    interruptedWhile('placing the images', place),
  );
}

/**
 * The images that are selected on a map of {@link showImageMap}: on that where somebody selected last. None where nobody did.
 *
 * @example
 * const chosen = thaw.selectedImages();
 * console.log(chosen.map((image) => image.path));
 * await thaw.showCleaner([], dataset, { images: chosen });
 */
export function selectedImages(): ScannedImage[] {
  return selectionOf(sessions);
}

function positionsOf(some: readonly ScannedImage[], all: readonly ScannedImage[]): number[] {
  const positions = new Map(all.map((image, i) => [image, i]));
  return some.map((image) => positions.get(image)!);
}

/** x and y from 0 to 65535, both by the same scale. */
function scaled({ values, numExamples }: FeatureMatrix): Uint16Array {
  const [low, high] = [
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ];
  values.forEach((value, at) => {
    low![at % 2] = Math.min(low![at % 2]!, value);
    high![at % 2] = Math.max(high![at % 2]!, value);
  });
  const reach = Math.max(high![0]! - low![0]!, high![1]! - low![1]!) || 1;
  const result = new Uint16Array(2 * numExamples);
  values.forEach((value, at) => {
    result[at] = Math.round((FARTHEST * (value - low![at % 2]!)) / reach);
  });
  return result;
}

/** `14,000 images by their features: …` */
function sentenceOf({ numImages, colorings: [first] }: MapData, trust: number | undefined): string {
  const classes = pluralize(first!.legend.length, 'class', 'classes');
  const trusted =
    trust === undefined ? '' : ` Its trustworthiness is ${trust.toFixed(2)} (1: all who are neighbors here are alike).`;
  return `A map of ${numImages.toLocaleString('en')} images of ${classes}: those that a network sees as alike are neighbors; what is far apart, and what the axes are, says little.${trusted}`;
}

/** The map by class, for what shows no scripts. */
async function staticForms(data: MapData, sentence: string): Promise<Record<string, unknown>> {
  const places = decode16(data.places);
  const [{ name, legend, entries }] = data.colorings as [MapData['colorings'][number]];
  const of = decode16(entries);
  const points = Array.from(of, (entry, i) => ({
    ...{ x: places[2 * i]!, y: places[2 * i + 1]! },
    entry: legend[entry]!.name,
  }));
  const drawn = data.numImages > MOST_POINTS ? ` Drawn: ${MOST_POINTS.toLocaleString('en')} of them.` : '';
  const forms = await formsOfPlot(imageMapPlot(points, legend, name), `${sentence}${drawn}`);
  return { 'image/svg+xml': forms['image/svg+xml'], 'text/plain': forms['text/plain'] };
}

/** Makes an image small, and says what there is to say of it. */
function lookOf(
  dataset: OpenDataset,
  evaluated: { run: StoredRun; positions: readonly number[] } | undefined,
): (image: number) => Promise<Omit<Look, 'image'>> {
  const said = new Map<number, string>();
  if (evaluated !== undefined) {
    const { run, positions } = evaluated;
    const losses = crossEntropies(run.labels, run.probabilities);
    for (const prediction of topLosses(run.labels, run.probabilities, run.labels.length)) {
      const loss = losses[prediction.index]!.toFixed(2);
      said.set(positions[prediction.index]!, `; predicted ${predictionText(run, prediction)}; loss ${loss}`);
    }
  }
  return async (image) => {
    const { path, className, split } = dataset.scan.images[image]!;
    return {
      source: await thumbnail(path, THUMBNAIL),
      file: shortPath(dataset, path),
      text: `${className}, ${split}${said.get(image) ?? ''}`,
    };
  };
}
