/** Keras' loaders of image folders. */
export type KerasLoader = 'flow_from_directory' | 'image_dataset_from_directory';

/**
 * What a loader does with a file that thaw reads, where it is something else:
 *
 * - `stops`: raises an error, which ends the training
 * - `not turned`: ignores EXIF orientation
 * - `cut off`: cuts 16-bit grays off at 255, so that the image is nearly white
 * - `without palette`: takes the indices of a palette for grays
 * - `swapped channels`: mixes red, green, blue and alpha up
 */
export type KerasReading = 'stops' | 'not turned' | 'cut off' | 'without palette' | 'swapped channels';

/** What a loader lists in a folder. */
export interface LoaderRules {
  loader: KerasLoader;
  /** How the name of a file ends, in any case of letters. */
  endings: readonly string[];
  /** Whether a hidden folder is a class. */
  takesHiddenClasses: boolean;
  /** Whether it opens files whose paths are not UTF-8; one that does not ends with an error before it reads any image. */
  readsAnyEncoding: boolean;
}

/**
 * Source: Keras 3.15.1, `Iterator.white_list_formats` and `DirectoryIterator` of `legacy/preprocessing/image.py`;
 * `ALLOWLIST_FORMATS` of `utils/image_dataset_utils.py` and `index_directory` of `utils/dataset_utils.py`.
 */
export const LOADERS: readonly LoaderRules[] = [
  {
    loader: 'flow_from_directory',
    // Without a dot, so that a file called `scanpng` counts.
    endings: ['png', 'jpg', 'jpeg', 'bmp', 'ppm', 'tif', 'tiff'],
    takesHiddenClasses: true,
    readsAnyEncoding: true,
  },
  {
    loader: 'image_dataset_from_directory',
    endings: ['.bmp', '.gif', '.jpeg', '.jpg', '.png'],
    takesHiddenClasses: false,
    readsAnyEncoding: false,
  },
];

/** Whether a loader counts a file as an image, by its name. */
export function isListed({ endings }: LoaderRules, name: string): boolean {
  const lower = name.toLowerCase();
  return endings.some((ending) => lower.endsWith(ending));
}
