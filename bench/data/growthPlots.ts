import type { TopLevelSpec } from 'vega-lite';
import type { Grown } from './growth.js';

/** A row of panels over the number of images: each measure as a line, with the line through its first and last point. */
export function growthPlots(grown: readonly Grown[]): TopLevelSpec {
  const panels: { title: string; field: keyof Grown; unit: string }[] = [
    { title: 'index, digests, scan', field: 'scanSeconds', unit: 's' },
    { title: 'the same, peak memory', field: 'scanMegabytes', unit: 'MB' },
    { title: 'frozen layers, once', field: 'featureSeconds', unit: 's' },
    { title: 'three epochs of the head', field: 'restSeconds', unit: 's' },
    { title: 'the run again, from the cache', field: 'againSeconds', unit: 's' },
    { title: 'the run, peak memory', field: 'experimentMegabytes', unit: 'MB' },
  ];
  const first = grown[0];
  const last = grown[grown.length - 1];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    title: {
      text: 'Time and memory with the number of images',
      subtitle: 'dots: measured; dashed: the straight line from the first to the last',
      anchor: 'start',
    },
    concat: panels.map(({ title, field, unit }) => {
      const slope = (last[field] - first[field]) / (last.images - first.images);
      const values = grown.map((one) => ({
        images: one.images,
        measured: one[field],
        straight: first[field] + slope * (one.images - first.images),
      }));
      const x = {
        field: 'images',
        type: 'quantitative',
        title: 'images',
        axis: { format: ',', tickCount: 4 },
      } as const;
      return {
        title: { text: title, anchor: 'start', fontWeight: 'normal' },
        width: 210,
        height: 130,
        data: { values },
        layer: [
          {
            mark: { type: 'line', strokeDash: [4, 4], color: '#888' },
            encoding: { x, y: { field: 'straight', type: 'quantitative', title: unit } },
          },
          {
            mark: { type: 'line', point: { size: 45 }, color: '#0072b2' },
            encoding: { x, y: { field: 'measured', type: 'quantitative', scale: { domainMin: 0 } } },
          },
        ],
      };
    }),
    columns: 3,
  } as TopLevelSpec;
}
