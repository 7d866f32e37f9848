/**
 * Exit codes. `failed`: a notebook failed, or `diagnose` has critical findings. `badUsage`: it could not run, or
 * there is nothing to judge, such as in a script without a training. `closed`: what reads the output has ended,
 * with the code that a shell gives for SIGPIPE.
 */
export const EXIT = { ran: 0, failed: 1, badUsage: 2, interrupted: 130, closed: 141 } as const;
