import * as path from 'node:path';

// Where the project's files lie. What is kept for the user, across projects, is in `cacheFolder.ts`.

/** The folder with package.json, notebooks/, dataset/ and runs/. */
export const PROJECT: string = path.resolve(__dirname, '../..');

export const NOTEBOOKS: string = path.join(PROJECT, 'notebooks');

/** Runs, a folder each. */
export const RUNS: string = path.join(PROJECT, 'runs');

/** What can be computed again from the images: scans, decoded images, features of frozen layers. */
export const CACHE: string = path.join(RUNS, 'cache');

/** Scans and surveys of images, within the cache. */
export const SCANS: string = path.join(CACHE, 'scans');
