# USAGE
# python train.py --dataset data --plot plot.png

# import the necessary packages
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras.applications import MobileNetV2
from tensorflow.keras.layers import AveragePooling2D
from tensorflow.keras.layers import Dropout
from tensorflow.keras.layers import Flatten
from tensorflow.keras.layers import Dense
from tensorflow.keras.layers import Input
from tensorflow.keras.models import Model
from tensorflow.keras.optimizers import Adam
from sklearn.preprocessing import LabelBinarizer
from sklearn.model_selection import train_test_split
from sklearn.metrics import accuracy_score, classification_report
import matplotlib.pyplot as plt
import numpy as np
import argparse
import cv2
import glob
import os

ap = argparse.ArgumentParser()
ap.add_argument("-d", "--dataset", default="data", help="path to input dataset")
ap.add_argument("-p", "--plot", default="plot.png", help="path to output loss/accuracy plot")
args = vars(ap.parse_args())

INIT_LR = 1e-3
EPOCHS = 15
BS = 16

print("[INFO] loading images...")
imagePaths = sorted(glob.glob(os.path.join(args["dataset"], "*", "*.jpg")))
data = []
labels = []

for imagePath in imagePaths:
    # the label is the name of the folder
    label = imagePath.split(os.path.sep)[-2]
    # load the image, swap color channels, and resize it
    image = cv2.imread(imagePath)
    image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    image = cv2.resize(image, (112, 112))
    data.append(image)
    labels.append(label)

# scale the pixel intensities to the range [-1, 1]
data = np.array(data, dtype="float32") / 127.5 - 1.0
lb = LabelBinarizer()
labels = lb.fit_transform(labels)

(trainX, testX, trainY, testY) = train_test_split(data, labels,
    test_size=0.25, stratify=labels, random_state=42)

trainAug = ImageDataGenerator(rotation_range=10, horizontal_flip=True, fill_mode="nearest")

baseModel = MobileNetV2(weights="imagenet", include_top=False,
    input_tensor=Input(shape=(112, 112, 3)))
headModel = baseModel.output
headModel = AveragePooling2D(pool_size=(4, 4))(headModel)
headModel = Flatten(name="flatten")(headModel)
headModel = Dense(128, activation="relu")(headModel)
headModel = Dropout(0.3)(headModel)
headModel = Dense(len(lb.classes_), activation="softmax")(headModel)
model = Model(inputs=baseModel.input, outputs=headModel)

for layer in baseModel.layers:
    layer.trainable = False

print("[INFO] compiling model...")
model.compile(loss="categorical_crossentropy", optimizer=Adam(learning_rate=INIT_LR), metrics=["accuracy"])

print("[INFO] training head...")
H = model.fit(trainAug.flow(trainX, trainY, batch_size=BS),
    validation_data=(testX, testY),
    epochs=EPOCHS)

print("[INFO] evaluating network...")
predIdxs = np.argmax(model.predict(testX, batch_size=BS), axis=1)
print(classification_report(testY.argmax(axis=1), predIdxs, target_names=lb.classes_))
acc = accuracy_score(testY.argmax(axis=1), predIdxs)
print("acc: {:.4f}".format(acc))

plt.style.use("ggplot")
plt.figure()
for key in ("loss", "val_loss", "accuracy", "val_accuracy"):
    plt.plot(np.arange(0, EPOCHS), H.history[key], label=key)
plt.legend(loc="lower left")
plt.savefig(args["plot"])
