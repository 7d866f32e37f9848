/** Most trainings of a recipe with other seeds, for notebooks and commands. In a file of its own, as the minutes are. */
export const MOST_SEEDS = 20;
