import * as path from 'node:path';

/** Absolute path of the project folder, which holds package.json, notebooks/, dataset/ and runs/. */
export const PROJECT: string = path.resolve(__dirname, '../..');
