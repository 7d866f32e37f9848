import path from 'node:path';
import { PROJECT } from '../base/project.js';

export const NOTEBOOKS: string = path.join(PROJECT, 'notebooks');
