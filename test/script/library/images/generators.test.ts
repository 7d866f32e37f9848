import { expect, test } from 'vitest';
import { flowsOf, shortly } from './flowsOf.js';

test('try', async () => {
  const { fits, notUnderstood } = await flowsOf(`
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras.applications.vgg16 import preprocess_input
from tensorflow.keras.models import Sequential
img_width, img_height = 150, 224
train_datagen = ImageDataGenerator(rescale=1./255, shear_range=0.2, zoom_range=0.2, horizontal_flip=True, validation_split=0.2)
test_datagen = ImageDataGenerator(preprocessing_function=preprocess_input)
train_generator = train_datagen.flow_from_directory('data/train', target_size=(img_width, img_height), batch_size=16, class_mode='binary', subset='training')
val = test_datagen.flow_from_directory('data/val', target_size=(224, 224), shuffle=False, classes=['cat', 'dog', 'x'])
model = Sequential()
model.fit_generator(train_generator, validation_data=val)
AUTOTUNE = tf.data.AUTOTUNE
ds = tf.keras.utils.image_dataset_from_directory('flowers', validation_split=0.2, subset='training', seed=123, image_size=(180, 180), batch_size=32)
names = ds.class_names
ds = ds.map(lambda x, y: (x / 127.5 - 1, tf.one_hot(y, 5))).cache().shuffle(1000).prefetch(AUTOTUNE)
model.fit(ds, validation_data=ds.take(5))
def parse(path):
    label = tf.strings.split(path, '/')[-2]
    img = tf.io.read_file(path)
    img = tf.image.decode_jpeg(img, channels=3)
    img = tf.image.convert_image_dtype(img, tf.float32)
    img = tf.image.resize(img, [192, 160])
    img = img / 255.0
    return img, label
d = tf.data.Dataset.list_files('data/*/*.jpg')
d = d.map(parse, num_parallel_calls=AUTOTUNE).batch(8)
model.fit(d)
`);
  console.log(
    fits
      .flatMap(({ method, training, validation }) => [
        method,
        ...shortly(training),
        'validation',
        ...shortly(validation),
      ])
      .join('\n'),
  );
  console.log(notUnderstood);
  expect(fits.length).toBe(3);
});
