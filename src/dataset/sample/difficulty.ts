/**
 * How hard the drawn classes are to tell apart. Calibrated: a linear probe (standardized, logistic regression, with and
 * without class weights, C from 0.001 to 0.1) on frozen InceptionV3 features with moving statistics, 96x192, reaches a
 * balanced accuracy of 0.64 to 0.79; with C from 0.01, 0.75 to 0.79. A change needs a new `SAMPLE_VERSION`.
 */
export const DIFFICULTY = {
  /** Range of a defect's severity, in (0, 1]: lower `low` for more seeds that could pass as healthy. */
  severity: { low: 0.7, high: 1 },
  /** Most stains, specks and scratches that a seed of any class bears; they resemble mould, holes and cracks. */
  blemishes: 1,
  /** Share of the images that also show a second, slight defect, which the label does not name. */
  secondDefect: 0.03,
  /** Severity of that second defect. */
  secondSeverity: 0.15,
} as const;
