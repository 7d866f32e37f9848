/** Parts of a small script, for tests of what reaches its network. */
export interface ClassifierParts {
  /** Lines before the model: imports, functions. */
  before?: string;
  /** Expression that builds the base. */
  base?: string;
  /** Expression that makes the training images. */
  train: string;
  /** That of the validation images; default none. */
  val?: string;
  /** Lines after the training. */
  after?: string;
}

/** A script that trains a head on a base. */
export function classifier({
  before = '',
  base = 'MobileNetV2(include_top=False)',
  train,
  val,
  after = '',
}: ClassifierParts): string {
  return `
import cv2
import numpy as np
import tensorflow as tf
from tensorflow.keras.applications import *
from tensorflow.keras.layers import Dense, GlobalAveragePooling2D
from tensorflow.keras.models import Model
from tensorflow.keras.preprocessing.image import ImageDataGenerator, img_to_array, load_img
from tensorflow.keras.utils import image_dataset_from_directory
${before}
base = ${base}
model = Model(base.input, Dense(5, activation='softmax')(GlobalAveragePooling2D()(base.output)))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
train = ${train}
${val === undefined ? '' : `val = ${val}`}
model.fit(train, epochs=5${val === undefined ? '' : ', validation_data=val'})
${after}
`.trimStart();
}

/** A generator of images of a folder. */
export function generator(settings: string, folder = 'train', size = '(224, 224)'): string {
  return `ImageDataGenerator(${settings}).flow_from_directory('${folder}', target_size=${size})`;
}
