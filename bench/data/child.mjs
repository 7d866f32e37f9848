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
    const { runRecipe } = thaw('experiments/runRecipe');
    const { REFERENCE_RECIPE, withChanges } = thaw('experiments/recipe');
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
};

const start = performance.now();
const answer = await works[work]();
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({ ...answer, seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
process.exit(0);
