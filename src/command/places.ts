import path from 'node:path';

/** The folder that holds package.json, notebooks/, dataset/ and runs/. */
export const PROJECT: string = path.join(__dirname, '../..');
export const NOTEBOOKS: string = path.join(PROJECT, 'notebooks');
