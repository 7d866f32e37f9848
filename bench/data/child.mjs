// One piece of work in a process of its own, so that its memory is its own: node child.mjs WORK FOLDER [JSON]
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const thaw = (file) => require(`../../dist/${file}.js`);
const [work, folder, settings = '{}'] = process.argv.slice(2);

const works = {
  async scan() {
    const { readClassFolders } = thaw('dataset/classFolders');
    const { scanImages } = thaw('dataset/scan');
    const { images, duplicates } = await scanImages(await readClassFolders(folder));
    return { images: images.length, duplicates: duplicates.length };
  },
  async experiment() {
    const { readClassFolders } = thaw('dataset/classFolders');
    const { scanImages } = thaw('dataset/scan');
    const { runRecipe } = thaw('run/runRecipe');
    const { REFERENCE_RECIPE, withChanges } = thaw('recipe/recipe');
    const { changes, cacheFolder } = JSON.parse(settings);
    const dataset = await readClassFolders(folder);
    const { images } = await scanImages(dataset);
    const notes = [];
    const began = performance.now();
    let featuresEnd = began;
    const { history } = await runRecipe(withChanges(REFERENCE_RECIPE, changes), images, dataset.classNames, {
      cacheFolder,
      now: () => performance.now(),
      onNote: (note) => notes.push(note),
      onProgress: ({ activity }) => {
        if (activity === 'features') featuresEnd = performance.now();
      },
    });
    return {
      images: images.length,
      featureSeconds: (featuresEnd - began) / 1000,
      runSeconds: (performance.now() - began) / 1000,
      validationAccuracy: history.at(-1).validationAccuracy,
      notes,
    };
  },

  /** Milliseconds an image of inference and of a training step of all layers; peak memory is that of both. */
  async step() {
    const { tf } = thaw('engine/tensorflow');
    const { loadBackbone } = thaw('backbones/pretrained/loadBackbone');
    const { buildClassifier } = thaw('backbones/pretrained/classifier');
    const { weightTensors } = thaw('backbones/network/weightTensors');
    const { createTrainer } = thaw('training/trainer');
    const { REFERENCE_RECIPE } = thaw('recipe/recipe');
    const { height, width, batch, runs } = JSON.parse(settings);
    await tf.ready();
    const loaded = await loadBackbone('EfficientNetLite0', 'imagenet', 1);
    const unfrozen = { above: 'everything', batchNormalization: true };
    const classifier = buildClassifier(loaded, REFERENCE_RECIPE.head, 7, unfrozen, 1);
    const weights = weightTensors(classifier.weights);
    const trainer = createTrainer(classifier, weights, { ...REFERENCE_RECIPE, policy: 'moving' });
    const x = tf.randomUniform([batch, height, width, 3], -1, 1, 'float32', 1);
    const labels = Array.from({ length: batch }, (_, i) => i % 7);
    const exampleWeights = labels.map(() => 1);
    const train = () => trainer.step(x, labels, exampleWeights, 1e-5);
    const infer = () => trainer.infer(x).dispose();
    const medianOf = (work) => {
      work();
      work();
      const times = Array.from({ length: runs }, () => {
        const began = performance.now();
        work();
        return performance.now() - began;
      }).sort((a, b) => a - b);
      return times[Math.floor(runs / 2)] / batch;
    };
    return { inferenceMilliseconds: medianOf(infer), stepMilliseconds: medianOf(train) };
  },
};

const start = performance.now();
const answer = await works[work]();
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({ ...answer, seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
process.exit(0);
