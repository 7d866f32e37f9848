import * as path from 'node:path';

/** The folder that holds package.json, notebooks/, dataset/, runs/ and what the set-up left. */
export const PROJECT: string = path.resolve(__dirname, '../..');
