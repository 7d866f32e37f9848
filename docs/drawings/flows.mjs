/** Draw the two flows of docs/architecture.md: `node docs/drawings/flows.mjs [FOLDER]` writes them as SVG, default to docs/. */
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const WIDTH = 900;
const MARGIN = 24;
/** Fills of the boxes. The panel behind them is opaque, so that text is readable on a light and on a dark page. */
const COLORS = {
  dataset: '#dbeafe',
  recipe: '#ede9fe',
  run: '#fef3c7',
  measure: '#dcfce7',
  diagnose: '#fee2e2',
  show: '#e5e7eb',
};

/** Widest line of a file's path in a box of a third of the width, in characters; a longer one breaks after its folder. */
const LONGEST_PATH = 34;

// Paths are from src/. test/docs.test.ts reads them here. `folder` is the part of a path that the label of a row says.

const imageToFinding = {
  name: 'image-to-finding',
  title: 'From an image to a finding',
  rows: [
    { data: 'a folder of images' },
    {
      room: 'dataset',
      label: 'list and scan',
      steps: [
        {
          title: 'List the classes',
          files: ['dataset/classFolders.ts'],
          note: 'split, and parts of the validation split',
        },
        {
          title: 'Scan every file',
          files: ['dataset/cachedScan.ts', 'dataset/scan.ts'],
          note: 'size, digest, what cannot be read',
        },
      ],
    },
    { data: 'Dataset and Scan' },
    {
      room: 'measure',
      label: 'measure, called by measure/data/measureData.ts',
      steps: [
        { title: 'Each image', files: ['dataset/figures/survey.ts'], note: 'light, blur, colors' },
        { title: 'Near copies', files: ['dataset/hash/nearDuplicates.ts'], note: 'perceptual hash' },
        { title: 'Shortcuts', files: ['measure/data/classSeparability.ts'], note: 'class from size, format, color' },
        { title: 'Split against split', files: ['measure/data/domainClassifier.ts'], note: 'do they look different?' },
        { title: 'Groups', files: ['measure/data/measureGroups.ts'], note: 'origin, by file name' },
        { title: 'Labels', files: ['learn/outOfFold.ts'], note: 'probabilities out of fold' },
      ],
      columns: 3,
    },
    { data: 'DataMeasures: figures of images, classes, splits' },
    {
      room: 'diagnose',
      label: 'judge',
      steps: [
        { title: 'Call every check', files: ['diagnose/stages/dataFindings.ts'], note: 'and sort what they return' },
        { title: 'One file per check', files: ['diagnose/checks/data/'], note: 'figures in, findings out' },
        { title: 'The register', files: ['diagnose/checks.ts'], note: 'name, kind, what it hides' },
      ],
    },
    { data: 'Finding[]: severity, summary, evidence, fix' },
    {
      room: 'show',
      label: 'show',
      steps: [
        { title: 'In a notebook', files: ['notebook/findings.ts'] },
        { title: 'In the terminal', files: ['command/findingText.ts'] },
        { title: 'As JSON', files: ['command/jsonReport.ts'] },
      ],
    },
  ],
  loops: [],
};

const recipeToVerdict = {
  name: 'recipe-to-verdict',
  title: 'From a recipe to a verdict',
  rows: [
    { data: 'recipe.json' },
    {
      room: 'recipe',
      label: 'read',
      steps: [
        { title: 'Read the file', files: ['recipe/recipeFile.ts'] },
        { title: 'Check every field', files: ['recipe/recipeSchema.ts'] },
      ],
    },
    { data: 'Recipe' },
    {
      id: 'train',
      room: 'run',
      label: 'train, or read the finished run',
      steps: [
        {
          title: 'Is it stored?',
          files: ['store/trainOrRead.ts', 'store/runStore.ts'],
          note: 'else train, under a lock',
        },
        { title: 'Train phase by phase', files: ['run/runRecipe.ts', 'run/trainPhase.ts'] },
        { title: 'Load the backbone', files: ['backbones/pretrained/loadBackbone.ts'], note: 'and put the head on it' },
        { title: 'Frozen layers, once', files: ['features/tailInputs.ts'], note: 'outputs are cached' },
        { title: 'Epochs and steps', files: ['training/fitClassifier.ts', 'training/trainingStep.ts'] },
        { title: 'Predict', files: ['run/finalPredictions.ts'], note: 'with the best epoch' },
      ],
      columns: 3,
    },
    { data: 'StoredRun: history and predictions, in runs/<id>/' },
    {
      id: 'check',
      room: 'measure',
      label: 'diagnose/stages/: measure with measure/model, learn and metrics, then judge with diagnose/checks',
      folder: 'diagnose/stages/',
      steps: [
        { title: 'In order', files: ['diagnose/stages/diagnoseRecipe.ts'], note: 'calls the others' },
        { title: 'Pipeline', files: ['diagnose/stages/pipelineFindings.ts'], note: 'scaling, augmentation' },
        { title: 'Network', files: ['diagnose/stages/networkFindings.ts'], note: 'normalization, weights' },
        {
          title: 'Training and result',
          files: ['diagnose/stages/trainingFindings.ts', 'diagnose/stages/resultFindings.ts'],
          note: 'curves, baselines',
        },
      ],
    },
    { data: 'Finding[]' },
    {
      id: 'causes',
      room: 'diagnose',
      label: 'diagnose/: change one field at a time, and measure what each fault costs',
      folder: 'diagnose/',
      steps: [
        {
          title: 'What to try, in which order',
          files: ['diagnose/interventions/catalogue.ts', 'diagnose/interventions/suggestions.ts'],
        },
        {
          title: 'Try it on a sample, select',
          files: ['diagnose/interventions/trials.ts', 'diagnose/interventions/searchCauses.ts'],
        },
        {
          title: 'Confirm: add, then take away',
          files: ['diagnose/verdict/findCauses.ts', 'diagnose/verdict/measureCauses.ts'],
        },
        { title: 'Put into words', files: ['diagnose/verdict/verdict.ts', 'diagnose/verdict/nextStep.ts'] },
      ],
      columns: 2,
    },
    { data: 'Verdict: what was wrong, the accuracy now, what to try next' },
    {
      room: 'show',
      label: 'show',
      steps: [
        { title: 'In a notebook', files: ['notebook/findCauses.ts', 'notebook/verdict.ts'] },
        { title: 'In the terminal', files: ['command/verdictText.ts'] },
        { title: 'As JSON', files: ['command/jsonReport.ts'] },
      ],
    },
  ],
  loops: [{ from: 'causes', to: 'train', text: 'each changed recipe', x: 848 }],
};

const escapeXml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The lines below a step's title, each with its class. */
function linesOf({ files, note }, folder = '') {
  const paths = files.map((file) => file.slice(file.startsWith(folder) ? folder.length : 0));
  const broken = paths.flatMap((file) => (file.length > LONGEST_PATH ? file.split(/(?<=\/)(?=[^/]+$)/) : [file]));
  return [...broken.map((line) => ['file', line]), ...(note ? [['note', note]] : [])];
}

function stepBox(title, below, x, y, width, height, fill) {
  const lines = [['title', title], ...below].map(
    ([kind, line], i) =>
      `<text x="${x + 12}" y="${y + 22 + 17 * i + (i > 0 ? 2 : 0)}" class="${kind}">${escapeXml(line)}</text>`,
  );
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="#6b7280"/>${lines.join('')}`;
}

/** A dark pill with the data that passes from one group to the next, and its arrows. */
function dataPill(text, middle, y, isFirst) {
  const width = 40 + 8.2 * text.length;
  const top = isFirst ? y : y + 22;
  const parts = [
    ...(isFirst ? [] : [arrow(middle, y, y + 20)]),
    `<rect x="${middle - width / 2}" y="${top}" width="${width}" height="30" rx="15" fill="#1f2937"/>`,
    `<text x="${middle}" y="${top + 20}" class="data">${escapeXml(text)}</text>`,
    arrow(middle, top + 30, top + 50),
  ];
  return { parts, height: top + 52 - y };
}

/** A group of steps in columns. */
function groupBox(row, right, y) {
  const columns = row.columns ?? row.steps.length;
  const width = (right - MARGIN - 32 - 12 * (columns - 1)) / columns;
  const height = 36 + 17 * Math.max(...row.steps.map((step) => linesOf(step, row.folder).length));
  const groupHeight = 30 + Math.ceil(row.steps.length / columns) * (height + 12) + 4;
  const steps = row.steps.map((step, i) => {
    const x = MARGIN + 16 + (i % columns) * (width + 12);
    const top = y + 30 + Math.floor(i / columns) * (height + 12);
    return stepBox(step.title, linesOf(step, row.folder), x, top, width, height, COLORS[row.room]);
  });
  const parts = [
    `<rect x="${MARGIN}" y="${y}" width="${right - MARGIN}" height="${groupHeight}" rx="10" fill="#f9fafb" stroke="#9ca3af"/>`,
    `<text x="${MARGIN + 16}" y="${y + 20}" class="label">${escapeXml(row.label)}</text>`,
    ...steps,
  ];
  return { parts, height: groupHeight };
}

function draw({ title, rows, loops }) {
  const right = loops.length > 0 ? 824 : WIDTH - MARGIN;
  const middle = (MARGIN + right) / 2;
  const parts = [];
  const places = {};
  let y = 58;
  for (const [index, row] of rows.entries()) {
    const drawn = row.data === undefined ? groupBox(row, right, y) : dataPill(row.data, middle, y, index === 0);
    if (row.id) places[row.id] = y + drawn.height / 2;
    parts.push(...drawn.parts);
    y += drawn.height;
  }
  for (const { from, to, text, x } of loops) {
    const [start, end] = [places[from], places[to]];
    parts.push(
      `<path d="M${right} ${start} H${x} V${end} H${right + 3}" class="loop" marker-end="url(#head)"/>`,
      `<text transform="translate(${x + 6} ${(start + end) / 2}) rotate(90)" class="turned">${text}</text>`,
    );
  }
  const height = y + MARGIN;
  const style = `
    text { font-family: -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; font-size: 14px; fill: #111827 }
    .heading { font-size: 20px; font-weight: 600 }
    .title { font-weight: 600 }
    .file { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 12px }
    .note, .label { font-size: 13px; fill: #374151 }
    .turned { font-size: 13px; fill: #374151; text-anchor: middle }
    .data { fill: #fff; text-anchor: middle; font-weight: 600 }
    .line, .loop { stroke: #374151; stroke-width: 1.6; fill: none }
    .loop { stroke-dasharray: 5 4 }`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${title}">
<style>${style}
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#374151"/></marker></defs>
<rect x="1" y="1" width="${WIDTH - 2}" height="${height - 2}" rx="12" fill="#ffffff" stroke="#9ca3af"/>
<text x="${MARGIN}" y="38" class="heading">${title}</text>
${parts.join('\n')}
</svg>
`;
}

function arrow(x, from, to) {
  return `<path d="M${x} ${from} V${to}" class="line" marker-end="url(#head)"/>`;
}

const folder = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
for (const flow of [imageToFinding, recipeToVerdict]) writeFileSync(path.join(folder, `${flow.name}.svg`), draw(flow));
