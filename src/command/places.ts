import path from 'node:path';
import { PROJECT } from '../base/projectFolder.js';

export const NOTEBOOKS: string = path.join(PROJECT, 'notebooks');
