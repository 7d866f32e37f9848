/** A failure with a message written for the user; anything else is shown with its stack. */
export class SetupError extends Error {}
