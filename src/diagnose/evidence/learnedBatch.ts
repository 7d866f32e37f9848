/**
 * Shares of a batch that are correct after all steps on it: from `mostly` on it is nearly learned by heart, below `partly` it is
 * not. Measured on drawn seeds, photos of clothes and wheat kernels with three frozen backbones: a dropout of 0.9 before a linear
 * head leaves 81 to 100 % and costs 2 to 6 points; before hidden layers it leaves 69 to 88 % and costs 22 to 37.
 */
export const LEARNED = { mostly: 0.9, partly: 2 / 3 } as const;
