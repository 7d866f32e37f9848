import { pluralize } from '../../base/text/pluralize.js';
import { PROBE_PICTURES } from '../../features/pictureSample.js';
import { CHECK_NAMES, type CheckName, type Cost, checkInfo, type Related, type Stage } from '../checks.js';
import type { Finding } from '../finding.js';
import { CHECK_DOCS } from './allDocs.js';

const STAGES: Readonly<Record<Stage, string>> = {
  script: 'Text of a Keras script',
  data: 'Images and splits',
  pipeline: 'Input pipeline',
  network: 'Network',
  training: 'Training',
  result: 'Result',
};

const INTRODUCTION = `# Checks

<!-- Written by \`npm run docs:checks\` from src/diagnose/checks.ts and src/diagnose/docs/. Do not edit it by hand. -->

\`thaw diagnose\` and the notebooks run these checks. Each finding names its check, a severity, the evidence, and what to do.

- **Severity.** \`critical\` costs accuracy by itself, \`warning\` may, \`info\` is context. The tables give the most severe one.
- **Cause or symptom.** A symptom follows from a cause and goes once that is fixed, so it is listed behind.
- **Hidden findings.** Where one fault explains another finding, the other is left out; after the fix, it is checked again.
- **Cost.** A pass sends images through a frozen backbone. The sample is up to ${PROBE_PICTURES} training images. Features and figures of
  decoded images are cached. A check without cost reads counts, the recipe, the weights or the history of a run.
`;

/**
 * Writes \`docs/checks.md\`: a table of the checks of each stage, then a section for each check.
 *
 * @param examples a finding of each check, as the check itself returns it
 */
export function checksPage(examples: Readonly<Record<CheckName, Finding>>): string {
  const parts = (Object.keys(STAGES) as Stage[]).map((stage) => {
    const names = CHECK_NAMES.filter((name) => checkInfo(name).stage === stage);
    const sections = names.map((name) => section(name, examples[name]));
    return `## ${STAGES[stage]}\n\n${table(names)}\n\n${sections.join('\n\n')}`;
  });
  return `${INTRODUCTION}\n${parts.join('\n\n')}\n`;
}

function table(names: readonly CheckName[]): string {
  const rows = names.map((name) => {
    const { kind, severity, cost } = checkInfo(name);
    return `| [\`${name}\`](#${name}) | ${kind} | ${severity} | ${costInWords(cost)} |`;
  });
  return ['| check | kind | most severe | cost |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function section(name: CheckName, example: Finding): string {
  const { about, hides, confirms, blurs } = checkInfo(name);
  const { why, measured, threshold, source } = CHECK_DOCS[name];
  const relations = [
    ...relation('Hides', hides),
    ...relation('Makes a warning of', confirms),
    ...relation('Makes uncertain', blurs),
  ];
  return [
    `### ${name}`,
    about,
    [
      `- **Why:** ${why}`,
      `- **Measured:** ${measured}`,
      `- **Threshold:** ${threshold}`,
      `- **Source:** ${source}`,
      ...relations,
    ].join('\n'),
    exampleOf(example),
  ].join('\n\n');
}

function relation(words: string, related: Related | undefined): string[] {
  const checks = Object.entries(related ?? {}).map(([check, least]) => `[\`${check}\`](#${check})${orAbove(least!)}`);
  return checks.length === 0 ? [] : [`- **${words}:** ${checks.join('; ')}.`];
}

function orAbove(severity: Finding['severity']): string {
  if (severity === 'info') return '';
  return severity === 'critical' ? ', when critical' : `, when a ${severity} or critical`;
}

function exampleOf({ severity, summary, evidence: [first], fix, places = [] }: Finding): string {
  const quoted = [
    `> **${severity}** ${escaped(summary)}`,
    ...(first === undefined
      ? []
      : [`> ${escaped(first.measure)}: ${escaped(first.received)}; expected: ${escaped(first.expected)}`]),
    ...places.map(
      ({ where, text, note }) => `> ${where}: \`${text}\`${note === undefined ? '' : ` (${escaped(note)})`}`,
    ),
    `> **To do:** ${escaped(fix.text)}`,
  ];
  return `For example:\n\n${quoted.join('\n>\n')}`;
}

/** Text that Markdown would take for markup. */
function escaped(text: string): string {
  return text.replace(/`[^`]*`|[*<]/g, (found) => (found.startsWith('`') ? found : `\\${found}`));
}

function costInWords(cost: Cost): string {
  if (cost === 'nothing') return 'none';
  if (cost === 'survey') return 'decoding all images';
  if (cost === 'features') return '1 pass of all images';
  if (cost === 'one batch') return 'training one batch';
  if (cost === 'second run') return 'a second training';
  const { passes, of, atMost, mode } = cost;
  const images = of === 'sample' ? 'the sample' : `${atMost === undefined ? '' : `up to ${atMost} `}evaluation images`;
  return `${pluralize(passes, 'pass', 'passes')} of ${images}${mode === 'training' ? ' in training mode' : ''}`;
}
