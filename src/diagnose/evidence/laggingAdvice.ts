/** What helps where moving averages of batch normalization have not caught up. By itself, since a script's text is checked without models. */
export const LAGGING_ADVICE =
  'Train longer, or with a lower momentum of batch normalization, such as `BatchNormalization(momentum=0.9)`, and a smaller learning rate. Calling `model(images, training=True)` on some hundred training batches moves the averages on without training the weights.';
