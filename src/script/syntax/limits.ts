/** Nodes of a script or a cell. A script of 500 lines has 5,000; a million take 5 s and 700 MB in Python. */
export const MAX_NODES = 1_000_000;

/**
 * Nodes inside each other. Python allows 200 brackets and 100 indentations; each operator of a sum and each `elif` is one more.
 * Who reads the nodes may recurse.
 */
export const MAX_DEPTH = 400;

/** Why a node is not read that is nested deeper. */
export const TOO_DEEP: string = `nested deeper than ${MAX_DEPTH} levels`;
