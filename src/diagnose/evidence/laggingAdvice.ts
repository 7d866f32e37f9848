/**
 * What helps where moving averages of batch normalization have not caught up. In a file of its own: the check of models imports
 * what measures them, and a script's text is checked without it.
 */
export const LAGGING_ADVICE =
  'Train longer, or with a lower momentum of batch normalization, such as `BatchNormalization(momentum=0.9)`, and a smaller learning rate. Calling `model(images, training=True)` on some hundred training batches moves the averages on without training the weights.';
