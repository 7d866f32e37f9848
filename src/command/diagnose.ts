import path from 'node:path';
import { escapeControls } from '../base/text/escapeControls.js';
import { pluralize } from '../base/text/pluralize.js';
import { wrapText } from '../base/text/wrapText.js';
import { checkTrained } from '../dataset/classFolders.js';
import { ofSplit } from '../dataset/dataset.js';
import { locateData } from '../dataset/location.js';
import { type OpenImages, openImages } from '../dataset/openImages.js';
import type { Size } from '../dataset/resize.js';
import type { Finding } from '../diagnose/finding.js';
import { tf } from '../engine/tensorflow.js';
import { readSavedModel, type SavedModel } from '../measure/model/savedModel.js';
import { checkBackbone } from '../recipe/checkBackbone.js';
import { checkSize } from '../recipe/checkFit.js';
import { type RecipeFile, readRecipe, splitOptions } from '../recipe/recipeFile.js';
import { checkImages } from './checkImages.js';
import { csvReport } from './csvReport.js';
import { diagnoseModel } from './diagnoseModel.js';
import type { DiagnoseOptions } from './diagnoseOptions.js';
import { diagnoseRecipeFile } from './diagnoseRecipeFile.js';
import { countsInWords, findingsText } from './findingText.js';
import { type Diagnosis, jsonReport } from './jsonReport.js';
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
  const images = await open(folder, file, session);
  const target = file?.recipe ?? (savedModel && sizeOfInput(savedModel));
  const diagnosis: Diagnosis = { images, data: await checkImages(images, target, session) };
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
  const { data, recipe, model } = diagnosis;
  const findings = [...data, ...(recipe?.findings ?? []), ...(model?.findings ?? [])];
  await write();
  console.print(`\n${countsInWords(findings)}`);
  return findings;
}

/** Checks what of a recipe can be checked without images, and prints what of its weights is not used. */
async function checkRecipe({ recipe }: RecipeFile, { console, options }: Session): Promise<void> {
  checkSize(recipe);
  const notes = await checkBackbone(recipe, options.weightStore);
  for (const note of notes) console.print(wrapText(`Note: ${note}`, console.width));
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

/** The folder of `--data`, else that of the recipe; undefined for `dataset/`, or else the drawn sample set. */
function folderOf(
  dataFolder: string | undefined,
  file: RecipeFile | undefined,
  { project }: Session,
): string | undefined {
  const data = file?.data ?? undefined;
  const recipeFolder = data && path.resolve(project, data.folder);
  // `dataset/` may hold nothing but the drawn sample set.
  return dataFolder ?? (recipeFolder === path.join(project, 'dataset') ? undefined : recipeFolder);
}

/** Opens the images of a folder, else the user's in `dataset/`, else the drawn sample set. */
async function open(folder: string | undefined, file: RecipeFile | undefined, session: Session): Promise<OpenImages> {
  const { console, project, scans } = session;
  // A class that is in the validation set alone is a finding of the images, like others.
  const splits = { ...(file?.data && splitOptions(file.data)), allowUntrained: true };
  const images = await openImages(folder, splits, {
    project,
    scans,
    onProgress: (activity, done, total) => console.progress(`${activity}: ${done} of ${total}`),
  });
  const { scan, classNames, drawn, notes } = images;
  const name = drawn ? 'The sample set, drawn by thaw (no photos)' : images.folder;
  const training = ofSplit(scan.images, 'training').length;
  const counts = `${pluralize(training, 'training image')} and ${pluralize(scan.images.length - training, 'validation image')} in ${pluralize(classNames.length, 'class', 'classes')}`;
  console.print(wrapText(escapeControls(`${name}: ${counts}.`), console.width));
  for (const note of notes) console.print(wrapText(escapeControls(note), console.width, '  ', '- '));
  return images;
}
