/**
 * How hard the drawn classes are to tell apart. Chosen by eye; to be calibrated so that a linear probe on frozen
 * InceptionV3 features (input 96 x 192) reaches a balanced accuracy of 0.75 to 0.92. A change needs a new
 * `SAMPLE_VERSION`.
 */
export const DIFFICULTY = {
  /** Range of a defect's severity, in (0, 1]: lower `low` for more seeds that could pass as healthy. */
  severity: { low: 0.6, high: 1 },
  /** Most stains, specks and scratches that a seed of any class bears; they resemble mould, holes and cracks. */
  blemishes: 4,
  /** Share of the images that also show a second, slight defect, which the label does not name. */
  secondDefect: 0.06,
  /** Severity of that second defect. */
  secondSeverity: 0.15,
} as const;
