import numpy as np
import pandas as pd
from keras.applications import InceptionV3
from keras.applications.inception_v3 import preprocess_input
from keras.layers import Dense, Dropout
from keras.models import Sequential
from keras.preprocessing import image

df = pd.read_csv('data/labels.csv')
print(df.head())
print(df['label'].value_counts())

# mix the rows, keras takes the validation images from the end
df = df.sample(frac=1, random_state=42).reset_index(drop=True)

label_names = sorted(df['label'].unique())
label_to_id = {name: i for i, name in enumerate(label_names)}
y = df['label'].map(label_to_id).values


def load_images(files, folder, size=(112, 160)):
    batch = np.zeros((len(files),) + size + (3,), dtype='float32')
    for i, file in enumerate(files):
        img = image.load_img('%s/%s' % (folder, file), target_size=size, interpolation='bilinear')
        batch[i] = preprocess_input(image.img_to_array(img))
    return batch


X = load_images(df['file'], 'data/images')
print(X.shape, X.min(), X.max())

# inception only looks once
inception = InceptionV3(include_top=False, weights='imagenet', input_shape=X.shape[1:], pooling='avg')
features = inception.predict(X, batch_size=16, verbose=1)

model = Sequential([
    Dropout(0.3, input_shape=(features.shape[1],)),
    Dense(100, activation='relu'),
    Dropout(0.3),
    Dense(len(label_names), activation='softmax'),
])
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
h = model.fit(features, y, batch_size=16, epochs=40, validation_split=0.25, verbose=2)

print('val_accuracy: %.4f' % h.history['val_accuracy'][-1])

# submission-like table of what was missed
n_val = len(df) - int(len(df) * (1 - 0.25))
missed = df.tail(n_val).copy()
missed['predicted'] = [label_names[i] for i in model.predict(features[-n_val:]).argmax(axis=1)]
missed[missed['predicted'] != missed['label']].to_csv('missed.csv', index=False)
