/** A time that is only estimated, as people say it: `10 s`, `2 min`, `3 h`. */
export function formatRoughTime(seconds: number): string {
  if (seconds < 55) return `${Math.max(5, 5 * Math.ceil(seconds / 5))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
