import { expect, test } from 'vitest';
import type { LoaderListing } from '../../../../src/dataset/keras/compareListings.js';
import type { KerasReading } from '../../../../src/dataset/keras/loaders.js';
import { loaderDifference } from '../../../../src/diagnose/checks/data/loaderDifference.js';
import { scannedImage } from '../../../dataset/scannedImage.js';

const CLASSES = ['oat', 'rye'];
const images = Array.from({ length: 200 }, (_, i) => scannedImage({ path: `/data/training_set/oat/${i}.jpg` }));
const flow = (changes: Partial<LoaderListing> = {}): LoaderListing => ({
  loader: 'flow_from_directory',
  numOurs: 200,
  missed: [],
  extra: [],
  extraClasses: [],
  ...changes,
});
const missed = (n: number) =>
  images.slice(0, n).map(({ path }) => ({
    path: path.replace('jpg', 'webp'),
    className: 'oat',
    split: 'training' as const,
    reason: 'extension' as const,
  }));
const read = (n: number, reading: KerasReading) =>
  images.map((image, i) => (i < n ? { ...image, inKeras: { flow_from_directory: reading } } : image));

test('a folder that both list alike is no finding', () => {
  expect(loaderDifference([flow()], images, CLASSES)).toEqual([]);
});

test('a hidden folder in one split shifts the numbers of the classes, which is critical', () => {
  const folder = {
    name: '.ipynb_checkpoints',
    split: 'training' as const,
    reason: 'hidden or empty' as const,
    numFiles: 0,
  };
  const [finding] = loaderDifference([flow({ extraClasses: [folder] })], images, CLASSES);
  expect(finding).toMatchObject({ check: 'loader-difference', severity: 'critical' });
  expect(finding?.summary).toBe(
    "Keras' flow_from_directory takes the folder '.ipynb_checkpoints' in training for a class, so that training and validation number the classes differently.",
  );
  const both = [folder, { ...folder, split: 'validation' as const }];
  expect(loaderDifference([flow({ extraClasses: both })], images, CLASSES)).toMatchObject([{ severity: 'warning' }]);
  // Behind all classes, it shifts none.
  const last = { ...folder, name: 'zero' };
  expect(loaderDifference([flow({ extraClasses: [last] })], images, CLASSES)).toMatchObject([{ severity: 'warning' }]);
  // Its images are missing in a split, which is another finding.
  expect(loaderDifference([flow({ extraClasses: [{ ...folder, name: 'oat' }] })], images, CLASSES)).toEqual([]);
});

test('folders that are no classes are grouped by what to do about them', () => {
  const folders = [
    { name: 'caf\\xe9', split: undefined, reason: 'encoding' as const, numFiles: 1 },
    { name: 'up', split: undefined, reason: 'link back' as const, numFiles: 0 },
    { name: 'top', split: undefined, reason: 'link back' as const, numFiles: 0 },
  ];
  const [finding] = loaderDifference([flow({ extraClasses: folders })], images, CLASSES);
  expect(finding?.evidence.map(({ received }) => received)).toEqual([
    "takes the folder with a name that is not UTF-8 'caf\\xe9' for a class",
    "takes the links back into the images 'up', 'top' for classes",
  ]);
  expect(finding?.fix.text).toBe(
    'Rename files and folders to UTF-8, for example with `convmv`. Delete links to folders and images of the same dataset.',
  );
});

test('at a FIFO both loaders get stuck', () => {
  const extra = [
    { path: '/data/oat/f.jpg', className: 'oat', split: undefined, reason: 'no file' as const, isReadable: false },
  ];
  const [finding] = loaderDifference(
    [flow({ extra }), { ...flow({ extra }), loader: 'image_dataset_from_directory' }],
    images,
    CLASSES,
  );
  expect(finding?.summary).toBe(
    "Keras' flow_from_directory and image_dataset_from_directory get stuck or stop at 1 FIFO, socket or device.",
  );
});

test('files that a loader leaves out are counted by extension, with examples and all files', () => {
  const [finding] = loaderDifference([flow({ missed: missed(5) })], images, CLASSES);
  expect(finding).toMatchObject({ severity: 'warning' });
  expect(finding?.evidence).toMatchObject([
    {
      measure: 'flow_from_directory',
      received:
        'leaves out 5 .webp files: /data/training_set/oat/0.webp, /data/training_set/oat/1.webp, /data/training_set/oat/2.webp and 2 more',
    },
  ]);
  expect(finding?.evidence[0]?.files).toHaveLength(5);
  expect(loaderDifference([flow({ missed: missed(1) })], images, CLASSES)).toMatchObject([{ severity: 'info' }]);
});

test('what both loaders do with the same files is one row', () => {
  const both = [flow({ missed: missed(5) }), flow({ loader: 'image_dataset_from_directory', missed: missed(5) })];
  const [finding] = loaderDifference(both, images, CLASSES);
  expect(finding?.evidence).toHaveLength(1);
  expect(finding?.summary).toBe("Keras' flow_from_directory and image_dataset_from_directory leave out 5 .webp files.");
});

test('a loader that lists nothing says so by itself, so it is context', () => {
  expect(loaderDifference([flow({ missed: missed(200) })], images, CLASSES)).toMatchObject([{ severity: 'info' }]);
});

test.each([
  ['stops', 1, 'warning', 'stops with an error at 1 image'],
  ['stops', 200, 'info', 'stops with an error at 200 images'],
  ['not turned', 10, 'warning', 'does not rotate 10 images by EXIF'],
  ['not turned', 9, 'info', 'does not rotate 9 images by EXIF'],
  ['cut off', 2, 'warning', 'cuts 2 images of 16-bit gray off at 255, nearly white'],
  ['without palette', 2, 'warning', 'reads 2 images without the palette, its indices as grays'],
] as const)('a loader that reads other pixels: %s, %d of 200 images', (reading, n, severity, text) => {
  const [finding] = loaderDifference([flow()], read(n, reading), CLASSES);
  expect(finding?.severity).toBe(severity);
  expect(finding?.summary).toContain(text);
});

test('a hidden file stops a loader where it is no image, and is a further image where it is one', () => {
  const hidden = { className: 'oat', split: 'training' as const, reason: 'hidden' as const };
  const extra = [
    { ...hidden, path: '/data/training_set/oat/._1.jpg', isReadable: false },
    { ...hidden, path: '/data/training_set/oat/.cache/1.jpg', isReadable: true },
  ];
  const [finding] = loaderDifference([flow({ extra })], images, CLASSES);
  expect(finding?.evidence.map(({ received }) => received)).toEqual([
    'stops with an error at 1 hidden file: /data/training_set/oat/._1.jpg',
    'reads 1 hidden file: /data/training_set/oat/.cache/1.jpg',
  ]);
});
