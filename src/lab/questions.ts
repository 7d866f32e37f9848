// What the page and the kernel agree on.

/** The form in which the kernel answers. */
export const ANSWER_MIME = 'application/vnd.thaw.answer+json';

/** Name of the kernel's global function that answers. */
export const ANSWERING = 'thaw.answer';
