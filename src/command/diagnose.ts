import { checkTrained } from '../dataset/classFolders.js';
import { locateData } from '../dataset/location.js';
import type { OpenImages } from '../dataset/openImages.js';
import type { Size } from '../dataset/resize.js';
import type { Finding } from '../diagnose/finding.js';
import { tf } from '../engine/tensorflow.js';
import { MAX_LABEL_SECONDS } from '../measure/data/imageCheckPlan.js';
import { readSavedModel, type SavedModel } from '../measure/model/savedModel.js';
import { type RecipeFile, readRecipe } from '../recipe/recipeFile.js';
import { checkImages } from './checkImages.js';
import { csvReport } from './csvReport.js';
import { diagnoseModel } from './diagnoseModel.js';
import type { DiagnoseOptions } from './diagnoseOptions.js';
import { diagnoseRecipeFile } from './diagnoseRecipeFile.js';
import { countsInWords, findingsText } from './findingText.js';
import { type Diagnosis, jsonReport } from './jsonReport.js';
import { checkRecipe, folderOf, openFolder } from './openFolder.js';
import { checkOutputs, type Output, writeOutput } from './outputs.js';
import type { Session } from './session.js';

/**
 * Finds what is wrong with images, and with a recipe or a trained model if one is given. Prints the findings, and writes
 * them to the files of `--json` and `--csv` if they are named.
 *
 * @returns all findings
 * @throws UserError if a file cannot be read or written, or does not fit the images
 */
export async function diagnose(
  { dataFolder, recipeFile, modelFile, seeds, minutes, jsonFile, csvFile }: DiagnoseOptions,
  opened: Session,
): Promise<Finding[]> {
  const rowsFile = csvFile ?? jsonFile;
  const session: Session = { ...opened, rowsFile };
  const { console } = session;
  const began = session.options.now();
  await tf.ready();
  const file = recipeFile === undefined ? undefined : await readRecipe(recipeFile);
  const folder = folderOf(dataFolder, file, session);
  // Before the images, which take longer: a file that cannot be used ends the command at once.
  if (file !== undefined) await checkRecipe(file, session);
  const savedModel = modelFile === undefined ? undefined : await readSavedModel(modelFile);
  await checkOutputs(outputsOf(jsonFile, csvFile), {
    dataFolder: locateData(session.project, folder).folder,
    files: [recipeFile, modelFile].filter((input) => input !== undefined),
  });
  const images = await openFolder(folder, file, session, {
    // A class that is in the validation set alone is a finding of the images, like others.
    allowUntrained: true,
  });
  const target = file?.recipe ?? (savedModel && sizeOfInput(savedModel));
  const data = await checkImages(images, target, labelSeconds(file, minutes), session);
  const diagnosis: Diagnosis = { images, data };
  const show = (findings: readonly Finding[]): void => {
    console.print('');
    const text = findingsText(findings, images.folder, console.width, rowsFile);
    console.print(findings.length === 0 ? 'Nothing found.' : text);
  };
  show(diagnosis.data);
  const write = (): Promise<void> => writeResults(diagnosis, { jsonFile, csvFile }, session);
  if (recipeFile !== undefined || modelFile !== undefined) await refuseUntrained(images, write);
  if (file !== undefined && recipeFile !== undefined) {
    const { recipe } = file;
    diagnosis.recipe = {
      file: recipeFile,
      ...(await diagnoseRecipeFile(recipeFile, recipe, images, { seeds, minutes, began }, session)),
    };
  }
  if (modelFile !== undefined && savedModel !== undefined) {
    const { recipe } = file ?? {};
    diagnosis.model = { file: modelFile, ...(await diagnoseModel(modelFile, savedModel, images, recipe, session)) };
    show(diagnosis.model.findings);
  }
  const { recipe, model } = diagnosis;
  const findings = [...data, ...(recipe?.findings ?? []), ...(model?.findings ?? [])];
  await write();
  console.print(`\n${countsInWords(findings)}`);
  return findings;
}

async function writeResults(
  diagnosis: Diagnosis,
  { jsonFile, csvFile }: Pick<DiagnoseOptions, 'jsonFile' | 'csvFile'>,
  { today }: Session,
): Promise<void> {
  if (jsonFile !== undefined) await writeOutput(jsonFile, jsonReport(diagnosis, today()));
  if (csvFile !== undefined) await writeOutput(csvFile, csvReport(diagnosis));
}

/**
 * Refuses images on which nothing can be trained, after what was found in them is written.
 *
 * @throws UserError if a class has no training images
 */
async function refuseUntrained(images: OpenImages, write: () => Promise<void>): Promise<void> {
  try {
    checkTrained(images);
  } catch (error) {
    await write();
    throw error;
  }
}

/** Undefined for a model that takes images of any size. */
function sizeOfInput({ model: { inputShape } }: SavedModel): Size | undefined {
  const [height, width] = inputShape;
  return height === null || width === null ? undefined : { height, width };
}

function outputsOf(jsonFile: string | undefined, csvFile: string | undefined): Output[] {
  return [
    ...(jsonFile === undefined ? [] : [{ option: '--json', file: jsonFile }]),
    ...(csvFile === undefined ? [] : [{ option: '--csv', file: csvFile }]),
  ];
}

/** Share of the time for a recipe that the check of labels may take: it does not say why a training fails. */
const SHARE_OF_LABELS = 0.1;

/** Seconds that the check of labels may take. */
function labelSeconds(file: RecipeFile | undefined, minutes: number): number {
  return file === undefined ? MAX_LABEL_SECONDS : Math.min(MAX_LABEL_SECONDS, SHARE_OF_LABELS * 60 * minutes);
}
