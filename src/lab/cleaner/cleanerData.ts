/** The form of an output that JupyterLab shows as a cleaner. */
export const CLEANER_MIME = 'application/vnd.thaw.cleaner+json';

/** What a cleaner shows: images in the order of suspicion. */
export interface CleanerData {
  /** Which cleaner it is, for the kernel that showed it. */
  id: string;
  classNames: string[];
  images: CleanerImage[];
}

/** An image that may be wrong in some way. */
export interface CleanerImage extends ShownFile {
  /** Why it is suspicious, the weightiest first. */
  reasons: Reason[];
  /** What a model says, the most probable class first. Empty where none looked at it. */
  predictions: Prediction[];
  /** Class that it should have, by the model. Undefined where the model agrees with the label. */
  suggested?: string;
  /** Files that show the same. */
  copies: ShownFile[];
}

/** A file and what it shows. */
export interface ShownFile {
  /** Path in the dataset's folder, with forward slashes. */
  file: string;
  className: string;
  split: string;
  /** Data URL; empty where it cannot be read. */
  source: string;
}

export interface Reason {
  /** Name of the check, or `loss`. */
  by: string;
  /** In a few words, for a person. */
  text: string;
}

export interface Prediction {
  className: string;
  /** In [0, 1]. */
  probability: number;
}

/** What somebody decides of an image: its label is right, it belongs to another class, or it is to go. */
export type Decision = { action: 'keep' } | { action: 'move'; to: string } | { action: 'delete' };

/** What the page asks the kernel: to write decisions down, where there are any, and to tell all. */
export interface CleanerQuestion {
  ask: 'cleaner';
  id: string;
  /** By the image's place in the list; null takes a decision back. */
  decisions: { image: number; decision: Decision | null }[];
}

export interface CleanerAnswer {
  /** All decisions that are written down of these images. Undefined where something went wrong. */
  decisions?: { image: number; decision: Decision }[];
  /** What went wrong, in words. */
  error?: string;
}
