/** Functions of `random`, `numpy.random`, `tf.random` and their generators that draw numbers, by their last names. */
const DRAW =
  /\b(?:random|random_sample|rand|randn|randint|randrange|random_integers|integers|uniform|choice|choices|normal|gauss|betavariate|getrandbits|bernoulli|standard_normal)\(/;

/** Whether an expression of the script draws a number: another one each time it runs. */
export function isDraw(text: string): boolean {
  return DRAW.test(text);
}
