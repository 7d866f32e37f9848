/** Minutes for trying changes of a recipe. In a file of its own: `thaw diagnose` of a script needs no other setting. */
export const DEFAULT_MINUTES = 10;
