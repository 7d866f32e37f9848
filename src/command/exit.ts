/** What the command answers the shell with; `diagnose` has critical findings where notebooks fail. */
export const EXIT = { ran: 0, failed: 1, badUsage: 2, interrupted: 130 } as const;
