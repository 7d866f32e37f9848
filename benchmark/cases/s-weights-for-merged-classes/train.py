"""Run: python train.py"""
import numpy as np
from sklearn.metrics import confusion_matrix
from sklearn.utils.class_weight import compute_class_weight

import config
from network import SeedNet
from seeds_data import flow, read_table, split


def weights_of(labels):
    classes = np.unique(labels)
    weights = compute_class_weight(class_weight='balanced', classes=classes, y=labels)
    return dict(zip(classes, weights))


train_frame, valid_frame, test_frame = split(read_table())
print(train_frame['group'].value_counts())

train = flow(train_frame, training=True)
valid = flow(valid_frame)
test = flow(test_frame)
class_weight = weights_of(train.classes)
print('weights', class_weight, 'of', train.class_indices)

net = SeedNet(config.SIZE, len(train.class_indices), config.LEARNING_RATE)
history = net.fit(train, valid, config.EPOCHS, class_weight)

predicted = net.model.predict(test).argmax(axis=1)
test_accuracy = (predicted == np.array(test.classes)).mean()
print(confusion_matrix(test.classes, predicted))
print('accuracy on %d test images: %.3f' % (len(predicted), test_accuracy))
