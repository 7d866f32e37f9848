/** An estimated time, rounded: `10 s`, `2 min`, `3 h`. */
export function formatRoughTime(seconds: number): string {
  if (seconds < 55) return `${Math.max(5, 5 * Math.ceil(seconds / 5))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

/** A measured time: `8.3 s`, `2 min 5 s`. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
