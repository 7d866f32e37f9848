/** Lines of a script, or of all cells of a notebook. 200,000 assignments take 10 s. */
export const MAX_LINES = 50_000;

/** Nodes of a script or a cell. A script of 500 lines has 5,000. */
export const MAX_NODES = 300_000;

/** Brackets inside each other, as in Python. */
export const MAX_BRACKETS = 200;

/**
 * Nodes inside each other. Python allows 200 brackets and 100 indentations; each operator of a sum and each `elif` is one more.
 * Who reads the nodes may recurse.
 */
export const MAX_DEPTH = 400;

/** Why a node is not read that is nested deeper. */
export const TOO_DEEP: string = `nested deeper than ${MAX_DEPTH} levels`;
