/** Exit codes. `failed`: a notebook failed, or `diagnose` has critical findings. */
export const EXIT = { ran: 0, failed: 1, badUsage: 2, interrupted: 130 } as const;
