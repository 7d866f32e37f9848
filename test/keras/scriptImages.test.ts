import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { flowsOf } from '../script/library/images/flowsOf.js';
import { python } from './python.js';

/**
 * Snippets that end with `model.fit`. The images are black, white and of one color each, so that the smallest and the
 * largest value of each channel is reached whatever the size.
 */
const SNIPPETS: Record<string, string> = {
  'rescale in a generator': `
from tensorflow.keras.preprocessing.image import ImageDataGenerator
g = ImageDataGenerator(rescale=1./255, rotation_range=20, zoom_range=0.2, horizontal_flip=True)
model.fit(g.flow_from_directory('.', target_size=(24, 32)))`,
  'preprocess_input of VGG16 in a generator': `
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras.applications.vgg16 import preprocess_input
g = ImageDataGenerator(preprocessing_function=preprocess_input, width_shift_range=0.2)
model.fit(g.flow_from_directory('.', target_size=(24, 32)))`,
  'preprocess_input of DenseNet in a generator': `
import tensorflow as tf
g = tf.keras.preprocessing.image.ImageDataGenerator(preprocessing_function=tf.keras.applications.densenet.preprocess_input)
model.fit(g.flow_from_directory('.', target_size=(24, 32)))`,
  'rescale after preprocess_input': `
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras.applications.mobilenet_v2 import preprocess_input
g = ImageDataGenerator(rescale=1 / 255, preprocessing_function=preprocess_input)
model.fit(g.flow_from_directory('.', target_size=(24, 32)))`,
  'a function of the script in a generator': `
from tensorflow.keras.preprocessing.image import ImageDataGenerator
def scale(x):
    x = x / 127.5
    return x - 1
g = ImageDataGenerator(preprocessing_function=scale, vertical_flip=True)
model.fit(g.flow_from_directory('.', target_size=(24, 32), color_mode='grayscale'))`,
  'featurewise_center without fit': `
from tensorflow.keras.preprocessing.image import ImageDataGenerator
g = ImageDataGenerator(featurewise_center=True)
model.fit(g.flow_from_directory('.', target_size=(24, 32)))`,
  'statistics that the script sets': `
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator
g = ImageDataGenerator(featurewise_center=True, featurewise_std_normalization=True)
g.mean = np.array([103.939, 116.779, 123.68], dtype=np.float32).reshape((1, 1, 3))
g.std = 64.
model.fit(g.flow_from_directory('.', target_size=(24, 32)))`,
  'a folder as a dataset, scaled in a map': `
import tensorflow as tf
ds = tf.keras.utils.image_dataset_from_directory('.', image_size=(24, 32), batch_size=2, label_mode='categorical')
ds = ds.map(lambda x, y: (x / 127.5 - 1, y)).prefetch(tf.data.AUTOTUNE)
model.fit(ds)`,
  'a folder as a dataset, as it is': `
import tensorflow as tf
model.fit(tf.keras.utils.image_dataset_from_directory('.', image_size=(24, 32)))`,
  'files decoded, converted and divided again': `
import tensorflow as tf
def load(file):
    image = tf.image.decode_png(tf.io.read_file(file), channels=3)
    image = tf.image.convert_image_dtype(image, tf.float32)
    image = tf.image.resize(image, [24, 32])
    return image / 255.0
model.fit(tf.data.Dataset.list_files('*/*.png').map(load).batch(2))`,
  'convert_image_dtype after a resize that made floats': `
import tensorflow as tf
def load(file):
    image = tf.io.decode_jpeg(tf.io.read_file(file), channels=3)
    image = tf.image.resize(image, (24, 32))
    return tf.image.convert_image_dtype(image, tf.float32)
model.fit(tf.data.Dataset.list_files('*/*.png').map(load).batch(2))`,
  'means of the channels as a tensor': `
import tensorflow as tf
means = tf.constant([103.939, 116.779, 123.68], shape=[1, 1, 3])
def load(file):
    image = tf.image.decode_png(tf.io.read_file(file), channels=3)
    return tf.image.resize(image, (24, 32))[..., ::-1] - means
model.fit(tf.data.Dataset.list_files('*/*.png').map(load).batch(2))`,
  'channels one by one, put together in the other order': `
import tensorflow as tf
def load(file):
    image = tf.image.decode_png(tf.io.read_file(file), channels=3)
    r, g, b = tf.split(tf.image.resize(image, (24, 32)), 3, axis=-1)
    return tf.concat([b - 103.939, g - 116.779, r - 123.68], axis=-1)
model.fit(tf.data.Dataset.list_files('*/*.png').map(load).batch(2))`,
  'an array minus its smallest value, divided by its span': `
import glob
import numpy as np
from tensorflow.keras.preprocessing.image import img_to_array, load_img
x = np.array([img_to_array(load_img(file, target_size=(24, 32))) for file in glob.glob('*/*.png')])
x = (x - x.min()) / (x.max() - np.min(x))
model.fit(x)`,
  'a cast, and a layer in a map': `
import tensorflow as tf
layer = tf.keras.layers.Rescaling(1. / 127.5, offset=-1)
def load(file):
    image = tf.image.decode_image(tf.io.read_file(file), channels=3, expand_animations=False)
    image = tf.image.resize(tf.cast(image, tf.float32), (24, 32))
    return layer(image)
model.fit(tf.data.Dataset.list_files('*/*.png').map(load).batch(2))`,
  'one minus the image, limited': `
import tensorflow as tf
ds = tf.keras.utils.image_dataset_from_directory('.', image_size=(24, 32), labels=None)
model.fit(ds.map(lambda x: tf.clip_by_value(1 - x / 100, -1, 2)))`,
  'images of Pillow in an array': `
import glob
import numpy as np
from PIL import Image
images = []
for file in glob.glob('*/*.png'):
    images.append(np.array(Image.open(file).convert('RGB').resize((32, 24))))
X = np.array(images).astype('float32')
X -= 127.5
X /= 127.5
model.fit(X)`,
  'load_img, img_to_array and preprocess_input': `
import glob
import numpy as np
from tensorflow.keras.preprocessing import image
from tensorflow.keras.applications.resnet50 import preprocess_input
def tensor(file):
    x = image.img_to_array(image.load_img(file, target_size=(24, 32)))
    return np.expand_dims(x, axis=0)
X = np.vstack([tensor(file) for file in glob.glob('*/*.png')])
model.fit(preprocess_input(X))`,
  'the same after a division by 255': `
import glob
import numpy as np
from tensorflow.keras.preprocessing import image
from tensorflow.keras.applications.resnet50 import preprocess_input
X = np.array([image.img_to_array(image.load_img(file, target_size=(24, 32))) for file in glob.glob('*/*.png')])
X = X / 255.
model.fit(preprocess_input(X))`,
  'preprocess_input that writes into its array, called twice': `
import glob
import numpy as np
from tensorflow.keras.utils import load_img, img_to_array
from tensorflow.keras.applications.mobilenet_v2 import preprocess_input
X = np.array([img_to_array(load_img(file, target_size=(24, 32))) for file in glob.glob('*/*.png')])
first = preprocess_input(X)
model.fit(preprocess_input(X))`,
  'what preprocess_input of ResNet50 leaves in its array': `
import glob
import numpy as np
from tensorflow.keras.utils import load_img, img_to_array
from tensorflow.keras.applications.resnet50 import preprocess_input
X = np.array([img_to_array(load_img(file, target_size=(24, 32))) for file in glob.glob('*/*.png')])
preprocess_input(X)
model.fit(X)`,
  'preprocess_input of bytes, which it leaves as they are': `
import glob
import numpy as np
from PIL import Image
from tensorflow.keras.applications.xception import preprocess_input
X = np.array([np.array(Image.open(file).convert('RGB').resize((32, 24))) for file in glob.glob('*/*.png')])
preprocess_input(X)
model.fit(X)`,
  'channels exchanged, and means of their own': `
import glob
import numpy as np
from PIL import Image
X = np.zeros((6, 24, 32, 3), dtype=np.float32)
for i, file in enumerate(sorted(glob.glob('*/*.png'))[:6]):
    x = np.asarray(Image.open(file).convert('RGB').resize((32, 24), Image.BILINEAR), dtype=np.float32)
    x = x[:, :, ::-1] - np.array([103.939, 116.779, 123.68])
    X[i] = x
model.fit(X)`,
  'one channel at a time': `
import glob
import numpy as np
from PIL import Image
X = []
for file in glob.glob('*/*.png'):
    x = np.asarray(Image.open(file).convert('RGB').resize((32, 24))).astype(np.float32)
    x[:, :, 0] -= 103.939
    x[:, :, 1] /= 2
    X.append(x)
model.fit(np.stack(X))`,
  'means and deviations of channels': `
import glob
import numpy as np
from tensorflow.keras.utils import load_img, img_to_array
mean = np.array([0.485, 0.456, 0.406])
std = np.array([0.229, 0.224, 0.225])
X = np.array([img_to_array(load_img(file, target_size=(24, 32))) for file in glob.glob('*/*.png')])
X = (X / 255 - mean) / std
model.fit(X)`,
  'floats put into an array of bytes': `
import glob
import numpy as np
from tensorflow.keras.utils import load_img, img_to_array
files = glob.glob('*/*.png')
X = np.zeros((len(files), 24, 32, 3), dtype='uint8')
for i in range(len(files)):
    X[i] = img_to_array(load_img(files[i], target_size=(24, 32))) / 255
model.fit(X)`,
  'bytes that stay bytes': `
import glob
import numpy as np
from PIL import Image
X = np.array([np.array(Image.open(f).convert('L').resize((32, 24))).reshape(24, 32, 1) for f in glob.glob('*/*.png')])
model.fit(X)`,
  'arrays through a generator and a split': `
import glob
import numpy as np
from sklearn.model_selection import train_test_split
from tensorflow.keras.preprocessing.image import ImageDataGenerator, img_to_array, load_img
X = np.array([img_to_array(load_img(file, target_size=(24, 32))) for file in glob.glob('*/*.png')] * 10)
y = np.array([0, 1] * (len(X) // 2))
a, b, c, d = train_test_split(X, y, test_size=0.1, random_state=0)
model.fit(ImageDataGenerator(rescale=1. / 255, horizontal_flip=True).flow(a, c, batch_size=8))`,
  'a padded resize and a layer with given numbers': `
import tensorflow as tf
layer = tf.keras.layers.Normalization(mean=[100., 110., 120.], variance=[4., 9., 16.])
def load(file):
    image = tf.image.decode_png(tf.io.read_file(file), channels=3)
    return layer(tf.image.resize_with_pad(image, 30, 30))
model.fit(tf.data.Dataset.list_files('*/*.png').map(load).batch(2))`,
  'a contrast layer after a scaling to [-1, 1]': `
import tensorflow as tf
augment = tf.keras.layers.RandomContrast(0.0)
ds = tf.keras.utils.image_dataset_from_directory('.', image_size=(24, 32))
model.fit(ds.map(lambda x, y: (augment(x / 127.5 - 1, training=True), y)))`,
};

let folder = '';
let real: ([number[], number[]] | string)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'images-'));
  const colors = ['#000000', '#ffffff', '#ff0000', '#00ff00', '#0000ff', '#ffff00'];
  for (const [i, background] of colors.entries()) {
    const inside = path.join(folder, i % 2 === 0 ? 'cat' : 'dog');
    await mkdir(inside, { recursive: true });
    await sharp({ create: { width: 40 + i, height: 30, channels: 3, background } })
      .png()
      .toFile(path.join(inside, `${i}.png`));
  }
  const script = await readFile(path.join(import.meta.dirname, 'scriptImages.py'), 'utf8');
  real = python(script, { folder, snippets: Object.values(SNIPPETS) }) as typeof real;
});

test.each(Object.keys(SNIPPETS))('the range of values is that of the real libraries: %s', async (name) => {
  const { fits } = await flowsOf(`from keras.models import Sequential\nmodel = Sequential()\n${SNIPPETS[name]}`);
  const measured = real[Object.keys(SNIPPETS).indexOf(name)]!;
  expect(measured, 'the snippet runs').not.toBeTypeOf('string');
  const [low, high] = measured as [number[], number[]];
  const range = fits[0]!.training!.end.range!;
  const read = low.map((_, channel) => range[channel % range.length]!);
  for (const [channel, [from, to]] of read.entries()) {
    expect(from, `smallest value of channel ${channel}`).toBeCloseTo(low[channel]!, 3);
    expect(to, `largest value of channel ${channel}`).toBeCloseTo(high[channel]!, 3);
  }
});
