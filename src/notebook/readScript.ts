import { PROJECT } from '../base/project.js';
import { pythonOfProject } from '../base/pythonOfProject.js';
import type { Finding } from '../diagnose/finding.js';
import { scriptFindings } from '../diagnose/stages/scriptFindings.js';
import type { Recipe } from '../recipe/recipeType.js';
import { fieldsOf } from '../script/reading/fields.js';
import { pipelinesOf } from '../script/reading/pipelines.js';
import { quotePlace } from '../script/reading/quotes.js';
import { readScript as read, type ScriptReading } from '../script/reading/readScript.js';
import { recipeFromScript } from '../script/reading/recipeFromScript.js';
import { rangeText, stepText } from '../script/reading/stepText.js';
import { showHtml } from './display.js';
import { showFindings } from './findings.js';
import { table, tableText } from './html.js';

/** What a Keras script says. */
export interface ReadScript {
  /** What is wrong in its text, by line. */
  findings: Finding[];
  /** Everything that was read, with its lines. */
  reading: ScriptReading;
  /**
   * The recipe of its training.
   *
   * @param changes fields that the script does not show, or that are to be others
   * @throws UserError that names the fields that are needed and not visible
   */
  recipe(changes?: Readonly<Record<string, unknown>>): Recipe;
}

/** Options of `readScript`. */
export interface ReadingOptions {
  /** Version of Keras that the script is for, such as `2.2.4`. Default: what the script and the files beside it say */
  keras?: string;
}

/**
 * Reads a Keras script or notebook, which is never run, and shows what it says: its settings with their lines, how images
 * reach the network, and what is wrong.
 *
 * @param file path of a `.py` or an `.ipynb`, relative to the notebook
 * @param options the version of Keras, if it is not to be read from the script
 * @throws UserError if the file cannot be read, or there is no such version of Keras
 *
 * @example
 * const script = await thaw.readScript('train.py');
 * const recipe = script.recipe({ height: 224, width: 224 });
 */
export async function readScript(file: string, { keras }: ReadingOptions = {}): Promise<ReadScript> {
  const reading = await read(file, { python: pythonOfProject(PROJECT), keras });
  const findings = scriptFindings(reading);
  showSettings(reading);
  showPipelines(reading);
  showFindings(findings);
  return { findings, reading, recipe: (changes) => recipeFromScript(reading, changes).recipe };
}

function showSettings(reading: ScriptReading): void {
  for (const [i, stage] of reading.stages.entries()) {
    const rows = fieldsOf(stage).map(({ label, read: value }) => {
      const [first] = value.places;
      const text = value.from === 'unknown' ? `not visible: ${value.why}` : value.value;
      const isDefault = value.from === 'default';
      return [label, text, isDefault || first === undefined ? "Keras' default" : quotePlace(reading, first).where];
    });
    const header = [reading.stages.length === 1 ? 'the training' : `training ${i + 1}`, 'value', 'line'];
    showHtml(table(header, rows), tableText(rows));
  }
}

function showPipelines(reading: ScriptReading): void {
  const rows = pipelinesOf(reading).flatMap(({ name, steps }) =>
    steps.map((step, i) => [
      i === 0 ? name : '',
      stepText(step),
      rangeText(step.after),
      quotePlace(reading, step.place).where,
    ]),
  );
  if (rows.length > 0) showHtml(table(['images for', 'step', 'values after it', 'line'], rows), tableText(rows));
}
