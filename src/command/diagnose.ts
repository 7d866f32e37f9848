import { Interrupted } from '../base/interruption.js';
import { pythonOfProject } from '../base/pythonOfProject.js';
import { checkTrained } from '../dataset/classFolders.js';
import { locateData } from '../dataset/location.js';
import type { OpenImages } from '../dataset/openImages.js';
import type { Size } from '../dataset/resize.js';
import type { Finding } from '../diagnose/finding.js';
import { tf } from '../engine/tensorflow.js';
import { MAX_LABEL_SECONDS } from '../measure/data/imageCheckPlan.js';
import { readSavedModel, type SavedModel } from '../measure/model/savedModel.js';
import { readQueueAddress } from '../queue/address.js';
import { connect } from '../queue/connection.js';
import { withSharedScan } from '../queue/withSharedScan.js';
import { type RecipeFile, readRecipe } from '../recipe/recipeFile.js';
import { recipeFromScript } from '../script/reading/recipeFromScript.js';
import { checkImages } from './checkImages.js';
import { sayOn } from './console.js';
import { csvReport } from './csvReport.js';
import { diagnoseModel } from './diagnoseModel.js';
import type { DiagnoseOptions } from './diagnoseOptions.js';
import { diagnoseRecipeFile } from './diagnoseRecipeFile.js';
import { diagnoseScript, type ScriptDiagnosis } from './diagnoseScript.js';
import { countsInWords, findingsText } from './findingText.js';
import { type Diagnosis, jsonReport } from './jsonReport.js';
import { type Compared, comparedWithModel, factsOfModel, modelAgainstScriptText } from './modelAgainstScript.js';
import { nextCommands } from './nextCommands.js';
import { checkRecipe, folderOf, openFolder } from './openFolder.js';
import { checkOutputs, type Output, writeOutput } from './outputs.js';
import { recipeFileOfScript } from './scriptAsRecipe.js';
import { scriptRecipeNotes } from './scriptRecipeText.js';
import type { Session } from './session.js';
import { writeScores } from './writeScores.js';

/**
 * Finds what is wrong with images, and with a recipe or a trained model if one is given. Prints the findings, and writes
 * them to the files of `--json`, `--csv` and `--scores` if they are named.
 *
 * @returns all findings
 * @throws Interrupted where Ctrl-C came before the recipe was trained once
 * @throws UserError if a file cannot be read or written, or does not fit the images
 */
export async function diagnose(options: DiagnoseOptions, opened: Session): Promise<Finding[]> {
  const { script, name, ...diagnosis } = await measureDiagnosis(options, opened);
  printNext(name, script, diagnosis.recipe?.verdict.verdict.faults.length ?? 0, options, opened);
  return findingsOf({ script, ...diagnosis });
}

/** The same, with all that was measured, and without what to run next. */
export async function measureDiagnosis(
  options: DiagnoseOptions,
  opened: Session,
): Promise<Diagnosis & { name: string }> {
  const { modelFile, minutes, jsonFile, csvFile } = options;
  const rowsFile = csvFile ?? jsonFile;
  const session: Session = { ...opened, rowsFile };
  const { console } = session;
  const began = session.options.now();
  await tf.ready();
  // Before images are read, which may take long.
  if (options.queue !== undefined) (await connect(readQueueAddress(options.queue))).close();
  const subject = await openSubject(options, session);
  const { script, file, savedModel, folder, name } = subject;
  const images = await withSharedScan(options.queue, (scanner) =>
    // A class that is in the validation set alone is a finding of the images, like others.
    openFolder(folder, file, session, { allowUntrained: true, scanner }),
  );
  const target = file?.recipe ?? (savedModel && sizeOfInput(savedModel));
  const data = await checkImages(images, target, labelSeconds(file, minutes), session);
  const diagnosis: Diagnosis = { images, data, ...(script && { script }) };
  const show = (findings: readonly Finding[]): void => {
    console.print('');
    const text = findingsText(findings, images.folder, console.width, rowsFile);
    console.print(findings.length === 0 ? 'Nothing found.' : text);
  };
  show(diagnosis.data);
  const write = (): Promise<void> => writeResults(diagnosis, options, session);
  if (file !== undefined || modelFile !== undefined) await refuseUntrained(images, write);
  if (file !== undefined) {
    const time = { seeds: options.seeds, minutes, began, queue: options.queue };
    const found = await diagnoseRecipeFile(name, file.recipe, images, time, session, script?.reading);
    if (found !== undefined) diagnosis.recipe = { file: name, ...found };
  }
  const wasInterrupted = file !== undefined && diagnosis.recipe === undefined;
  if (modelFile !== undefined && savedModel !== undefined) {
    const model = await diagnoseModel(modelFile, savedModel, images, file?.recipe, session);
    diagnosis.model = { file: modelFile, ...model };
    show(model.findings);
  }
  await write();
  if (wasInterrupted) throw new Interrupted();
  console.print(`\n${countsInWords(findingsOf(diagnosis))}`);
  return { ...diagnosis, name };
}

/** What to run next on a script. */
function printNext(
  file: string,
  script: ScriptDiagnosis | undefined,
  numFaults: number,
  { dataFolder, historyFile, keras }: DiagnoseOptions,
  { console }: Session,
): void {
  if (script === undefined) return;
  const next = nextCommands(file, script, console.width, {
    data: true,
    dataFolder,
    numFaults,
    history: historyFile !== undefined,
    keras,
  });
  if (next !== '') console.print(next);
}

/** All findings of a diagnosis. */
function findingsOf({ script, data, recipe, model }: Diagnosis): Finding[] {
  return [script, { findings: data }, recipe, model].flatMap((part) => part?.findings ?? []);
}

/** What is diagnosed: opened before the images, which take longer, so that a file that cannot be used ends the command at once. */
async function openSubject(
  options: DiagnoseOptions,
  session: Session,
): Promise<{
  script?: ScriptDiagnosis & { compared: Compared[] };
  file: RecipeFile | undefined;
  /** Name of the script or of the file of the recipe. */
  name: string;
  savedModel: SavedModel | undefined;
  folder: string | undefined;
}> {
  const { dataFolder, recipeFile, scriptFile, modelFile } = options;
  const script = scriptFile === undefined ? undefined : await openScript(scriptFile, options, session);
  const file = script?.file ?? (recipeFile === undefined ? undefined : await readRecipe(recipeFile));
  const folder = folderOf(dataFolder, file, session);
  if (file !== undefined) await checkRecipe(file, session);
  const savedModel = script?.savedModel ?? (modelFile === undefined ? undefined : await readSavedModel(modelFile));
  await checkOutputs(outputsOf(options), {
    dataFolder: locateData(session.project, folder).folder,
    files: [recipeFile, scriptFile, modelFile].filter((input) => input !== undefined),
  });
  return { ...(script && { script }), file, name: scriptFile ?? recipeFile ?? '', savedModel, folder };
}

/** Reads a script, prints what is wrong in it, and makes it a recipe. */
async function openScript(
  scriptFile: string,
  { changes, dataFolder, historyFile, keras, modelFile }: DiagnoseOptions,
  { console, project }: Session,
): Promise<ScriptDiagnosis & { file: RecipeFile; savedModel: SavedModel | undefined; compared: Compared[] }> {
  const reader = { python: pythonOfProject(project), historyFile, keras };
  const diagnosis = await diagnoseScript(scriptFile, reader, console);
  const { reading } = diagnosis;
  const savedModel = modelFile === undefined ? undefined : await readSavedModel(modelFile);
  const compared = savedModel === undefined ? [] : comparedWithModel(reading, factsOfModel(savedModel));
  const against = modelAgainstScriptText(reading.file, compared, console.width);
  if (against !== '') console.print(`\n${against}`);
  // The weights of the file are those that the training ended with.
  const { backbone: _, ...ofModel } = savedModel?.half?.changes ?? {};
  const made = recipeFromScript(reading, changes, ofModel);
  const say = sayOn(console);
  console.print('');
  say('Now its training is repeated on the images, as the recipe that it describes.');
  for (const note of scriptRecipeNotes(made)) say(note);
  return { ...diagnosis, file: recipeFileOfScript(made, dataFolder), savedModel, compared };
}

async function writeResults(
  diagnosis: Diagnosis,
  { jsonFile, csvFile, scoresFile }: Pick<DiagnoseOptions, 'jsonFile' | 'csvFile' | 'scoresFile'>,
  session: Session,
): Promise<void> {
  if (jsonFile !== undefined) await writeOutput(jsonFile, jsonReport(diagnosis, session.today()));
  if (csvFile !== undefined) await writeOutput(csvFile, csvReport(diagnosis));
  if (scoresFile !== undefined) await writeScores(scoresFile, diagnosis, session);
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

function outputsOf({ jsonFile, csvFile, scoresFile }: DiagnoseOptions): Output[] {
  const files = { '--json': jsonFile, '--csv': csvFile, '--scores': scoresFile };
  return Object.entries(files).flatMap(([option, file]) => (file === undefined ? [] : [{ option, file }]));
}

/** Share of the time for a recipe that the check of labels may take: it does not say why a training fails. */
const SHARE_OF_LABELS = 0.1;

/** Seconds that the check of labels may take. */
function labelSeconds(file: RecipeFile | undefined, minutes: number): number {
  return file === undefined ? MAX_LABEL_SECONDS : Math.min(MAX_LABEL_SECONDS, SHARE_OF_LABELS * 60 * minutes);
}
