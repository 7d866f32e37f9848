/** The bytes of a file, or undefined where there is none. */
export function readIfExists(file: string): Promise<Buffer | undefined>;

/**
 * Has a file written beside its place and renames it, so that a kill or a second process leaves no half file, and a
 * failure none at all; makes the folder.
 *
 * @param write gets the path to write to
 */
export function writeThroughPart(file: string, write: (part: string) => Promise<void>): Promise<void>;

/** Appends to a file. What fails names it, also where the disk is full. */
export function appendTo(file: string, data: string | Uint8Array): Promise<void>;

/** Writes a file whole, or not at all; makes the folder. */
export function writeAtomic(file: string, data: string | Uint8Array): Promise<void>;

/** Makes a folder and those above it; does nothing where it is there already. Fails where the system refuses. */
export function makeFolder(folder: string): Promise<void>;
