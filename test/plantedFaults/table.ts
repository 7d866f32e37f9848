import type { Judged } from './judge.js';
import type { Result } from './results.js';
import { EPOCHS, SIZE, TRAINING, VALIDATION } from './world.js';

/** All results as Markdown: a summary, and a table for each setting. */
export function tableOf(results: readonly Result[], order: readonly string[], version: string): string {
  const settings = [...new Set(results.map(settingOf))];
  const days = results.map(({ day }) => day).sort();
  return [
    '# Planted faults',
    '',
    `Written by \`npm run planted\` with thaw ${version}, from runs of ${days[0]} to ${days.at(-1)}. Each fault is planted alone or with another into drawn seeds, or real images (${TRAINING} training and ${VALIDATION} validation images of each class, where there are as many), and into the fixed recipe (\`notebooks/recipes/fixed.json\` at ${SIZE.height}x${SIZE.width}, ${EPOCHS} epochs); its base is frozen whole, so that it is trained in seconds; on another backbone it has that one's scaling.`,
    '',
    'The place is that of the fault among the findings above `info`; where two are planted, the fixed recipe is checked again, and what is shown to cost accuracy comes first, the most costly first. `info` is a fault that is reported as context only. Symptoms (`underfitting`, `overfitting`, `baseline-not-beaten`, `worst-class`) are false alarms only where no fault is planted.',
    ...settings.flatMap((setting) => section(setting, results, order)),
    '',
  ].join('\n');
}

const settingOf = ({ backbone, pictures, seed }: Result): string => `${backbone}, ${pictures} images of seed ${seed}`;

function section(setting: string, results: readonly Result[], order: readonly string[]): string[] {
  const own = results
    .filter((result) => settingOf(result) === setting && order.includes(result.name))
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const judged = own.flatMap((result) => result.judged);
  const found = judged.filter(({ place }) => place === 1 || place === 2).length;
  const alarms = own.flatMap(({ falseAlarms }) => falseAlarms).length;
  return [
    '',
    `## ${setting}`,
    '',
    `${found} of ${judged.length} planted faults first or second; ${alarms} false alarms in ${own.length} diagnoses.`,
    '',
    '| planted | place | findings above `info` | false alarms |',
    '| --- | --- | --- | --- |',
    ...own.map(({ name, judged: fared, findings, falseAlarms }) => {
      const severe = findings.filter(({ severity }) => severity !== 'info');
      const named = severe.map(({ check, severity }) => (severity === 'critical' ? `**${check}**` : check));
      return `| ${name} | ${fared.map(placeOf).join(', ') || '-'} | ${named.join(', ') || 'none'} | ${falseAlarms.join(', ') || 'none'} |`;
    }),
    '',
    'Bold is critical.',
  ];
}

const placeOf = ({ place }: Judged): string => (place === 1 ? 'first' : place === 2 ? 'second' : String(place));
