import { expect, test } from 'vitest';
import { flowsOf, shortly } from './flowsOf.js';

test('try', async () => {
  const { fits, notUnderstood } = await flowsOf(`
import os, cv2, numpy as np, random
from keras.utils import to_categorical
from keras.utils.np_utils import to_categorical as tc
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelBinarizer, LabelEncoder
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator, img_to_array, load_img
from PIL import Image
from keras.applications.resnet50 import preprocess_input
data = []
labels = []
for cls in ['cat', 'dog', 'bird']:
    for f in os.listdir('data/' + cls):
        image = cv2.imread(os.path.join('data', cls, f))
        image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        image = cv2.resize(image, (200, 100))
        data.append(image)
        labels.append(cls)
data = np.array(data) / 255.0
labels = np.array(labels)
lb = LabelBinarizer()
labels = lb.fit_transform(labels)
labels = to_categorical(labels)
(trainX, testX, trainY, testY) = train_test_split(data, labels, test_size=0.20, stratify=labels, random_state=42)
aug = ImageDataGenerator(rotation_range=15, fill_mode="nearest")
model = Model()
model.fit_generator(aug.flow(trainX, trainY, batch_size=8), validation_data=(testX, testY))

X = np.zeros((100, 64, 64, 3), dtype=np.float32)
y = np.zeros((100, 4))
for i in range(100):
    img = Image.open('x/%d.jpg' % i).convert('RGB').resize((64, 64), Image.ANTIALIAS)
    X[i] = np.asarray(img)
    y[i, 2] = 1
X -= 127.5
X /= 127.5
idx = np.random.permutation(len(X))
X, y = X[idx], y[idx]
model.fit(X[:80], y[:80], validation_data=(X[80:], y[80:]))

def path_to_tensor(p):
    img = load_img(p, target_size=(224, 224))
    x = img_to_array(img)
    return np.expand_dims(x, axis=0)
def paths_to_tensor(ps):
    return np.vstack([path_to_tensor(p) for p in ps])
train_tensors = paths_to_tensor(train_files).astype('float32') / 255
model.fit(preprocess_input(train_tensors), tc(labels, 133))
training_data = []
for c in CATEGORIES:
    class_num = CATEGORIES.index(c)
    for img in os.listdir(c):
        img_array = cv2.imread(os.path.join(c, img), cv2.IMREAD_GRAYSCALE)
        new_array = cv2.resize(img_array, (IMG_SIZE, IMG_SIZE))
        training_data.append([new_array, class_num])
random.shuffle(training_data)
X = []
y = []
for features, label in training_data:
    X.append(features)
    y.append(label)
X = np.array(X).reshape(-1, IMG_SIZE, IMG_SIZE, 1)
X = X / 255.0
model.fit(X, y, validation_split=0.3)
bgr = []
for p in paths:
    im = cv2.resize(cv2.imread(p), (224, 224)).astype(np.float32)
    im[:,:,0] -= 103.939
    im[:,:,1] -= 116.779
    im[:,:,2] -= 123.68
    bgr.append(im)
model.predict(np.array(bgr)[..., ::-1])
from keras.datasets import cifar10
(x_train, y_train), (x_test, y_test) = cifar10.load_data()
x_train = x_train.astype('float32') / 255
m, s = x_train.mean(), x_train.std()
model.fit((x_train - m) / (s + 1e-7), y_train, validation_data=((x_test), y_test))
np.save('a.npy', x_train)
Z = np.load('a.npy')
model.fit(Z, y_train)
Q = np.load('q.npy') / 255.
model.fit(Q, np.load('w.npy'))
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
  expect(fits.length).toBe(8);
});
