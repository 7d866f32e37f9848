const SYMPTOMS: ReadonlySet<string> = new Set(['underfitting', 'overfitting', 'baseline-not-beaten', 'worst-class']);

/** Whether a check finds what follows from other faults: it stands behind all causes, whatever its severity. */
export function isSymptom(check: string): boolean {
  return SYMPTOMS.has(check);
}
