import os
import cv2
import numpy as np
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelBinarizer
from tensorflow.keras.applications import ResNet50
from tensorflow.keras.applications.resnet50 import preprocess_input
from tensorflow.keras.callbacks import EarlyStopping, ModelCheckpoint
from tensorflow.keras.layers import AveragePooling2D, Dense, Dropout, Flatten, Input
from tensorflow.keras.models import Model
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.utils import to_categorical

INIT_LR = 1e-3
EPOCHS = 30
BS = 8
DATASET = "data"

# ---- images
print("[INFO] loading images...")
data, labels = [], []
for label in sorted(os.listdir(DATASET)):
    for fname in os.listdir(os.path.join(DATASET, label)):
        image = cv2.imread(os.path.join(DATASET, label, fname))
        image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        image = cv2.resize(image, (224, 224))
        data.append(image)
        labels.append(label)
data = preprocess_input(np.array(data).astype("float32"))

# ---- labels
lb = LabelBinarizer()
labels = to_categorical(lb.fit_transform(labels))

(trainX, testX, trainY, testY) = train_test_split(data, labels, test_size=0.20, stratify=labels, random_state=42)
(trainX, valX, trainY, valY) = train_test_split(trainX, trainY, test_size=0.20, stratify=trainY, random_state=42)

# ---- network
base = ResNet50(weights="imagenet", include_top=False, input_tensor=Input(shape=(224, 224, 3)))
for layer in base.layers:
    layer.trainable = False
head = AveragePooling2D(pool_size=(4, 4))(base.output)
head = Flatten()(head)
head = Dense(64, activation="relu")(head)
head = Dropout(0.5)(head)
head = Dense(2, activation="softmax")(head)
model = Model(inputs=base.input, outputs=head)

opt = Adam(lr=INIT_LR, decay=INIT_LR / EPOCHS)
model.compile(loss="categorical_crossentropy", optimizer=opt, metrics=["accuracy"])

os.makedirs("output", exist_ok=True)
checkpoint = ModelCheckpoint("output/best_model.h5", monitor="val_accuracy", verbose=1,
                             save_best_only=True, mode="max")
early = EarlyStopping(monitor="val_accuracy", min_delta=0, patience=6, verbose=1, mode="max",
                      restore_best_weights=True)

print("[INFO] training head...")
H = model.fit(trainX, trainY, batch_size=BS, epochs=EPOCHS,
              validation_data=(valX, valY),
              callbacks=[checkpoint, early])

print("[INFO] evaluating network...")
predIdxs = np.argmax(model.predict(testX, batch_size=BS), axis=1)
print(classification_report(testY.argmax(axis=1), predIdxs, target_names=lb.classes_))
