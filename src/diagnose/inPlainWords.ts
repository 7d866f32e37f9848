/** What a fault does, for somebody who has never heard of it; by the name of its check. */
export const PLAIN_WORDS: Readonly<Record<string, string>> = {
  'double-preprocessing':
    'A network expects pixels in the range that it was trained on. Scaled twice, all of them lie next to one value: a picture is nearly one flat grey to it.',
  'wrong-scaling':
    'A network expects pixels in the range that it was trained on. In another, its filters answer to something that they have never seen.',
  'channel-order': 'Red and blue change places: what was trained on brown seeds sees blue ones.',
  'height-width-swapped': 'Pictures are squeezed to the other side, so that what is round becomes long.',
  'train-validation-mismatch':
    'Training and validation prepare their pictures differently, so what is learnt on the one does not hold on the other.',
  'frozen-batch-norm':
    'A batch-normalisation layer subtracts a mean and divides by a spread. To predict, it takes averages that it has stored; to train, the Keras of this recipe takes those of the few pictures at hand, though the layer is frozen. So the head learns on numbers that it never meets again.',
  'small-batch-norm':
    'A batch-normalisation layer in training takes mean and spread from the pictures of a batch, and a handful tells them badly.',
  'augmentation-too-strong':
    'Turned, shifted and zoomed, a picture can lose what tells its class, and each epoch shows other ones: a short training does not get through with them.',
  'learning-rate-too-high': 'Each step changes the weights by so much that it spoils what the step before has learnt.',
  'learning-rate-too-low': 'The steps are so short that the training ends long before it arrives.',
  'nothing-trainable': 'No weight is free to change, so nothing is learnt.',
  'weights-not-loaded': 'The base was never trained: frozen, it hands the head random features.',
  'head-too-large': 'With so many weights for each picture the head can learn the pictures by heart.',
  overfitting: 'The training pictures are learnt by heart; what holds for them does not hold for others.',
  underfitting: 'Not even the training pictures are learnt.',
  'too-few-steps': 'The training ends while it is still getting better.',
  'unknown-monitor': 'What is to be watched is never logged, so no epoch counts as the best.',
  'checkpoint-not-best': 'The epoch that was kept is not the one that did best.',
  'label-conflict':
    'The same picture stands in two classes: one of the two labels is wrong, whatever the network answers.',
  'duplicate-across-splits':
    'What the network is examined on it has seen in training: the figure is too good, and new pictures will show it.',
  'group-leak':
    'Pictures of one origin stand on both sides of the split. The network can recognise the origin in place of the class, and the figure is too good.',
  shortcut: 'Something beside the subject tells the class. The network may learn that, and fail where it is missing.',
  'class-order-mismatch': 'Answers are counted for classes in another order than the one that the network learns.',
  'suspect-label': 'A classifier that never saw these pictures is sure that they show another class.',
};

/** What a fault does, in plain words; undefined where the finding's own words say it. */
export function inPlainWords(check: string): string | undefined {
  return PLAIN_WORDS[check];
}
