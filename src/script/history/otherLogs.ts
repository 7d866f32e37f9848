/** Characters of a log in which its kind shows. */
const SHOWN = 2 ** 20;
const LONGEST_LINE = 60;

/** Logs of other programs, by lines that only these have. */
const OTHER_LOGS: readonly { line: RegExp; what: string }[] = [
  { line: /^.*(?:INFO:tensorflow:|session_run_hooks|estimator\.py).*\bloss = .*$/m, what: 'lines of tf.estimator' },
  { line: /^.*Saving dict for global step.*$/m, what: 'lines of tf.estimator' },
  // Bars without a loss are those of reading images.
  { line: /^.*\d%\|[█▏▎▍▌▋▊▉#\d ]*\|.*\b(?:loss|acc).*$/im, what: 'bars of tqdm' },
  { line: /^.*Epoch\[\d+\] (?:Train|Validation)-.*$/m, what: 'lines of MXNet' },
  { line: /^\[\d+\]\s+\S+-(?:m?logloss|m?error|auc|rmse):.*$/m, what: 'lines of XGBoost' },
  { line: /^.*\bbox_loss\s.*$/m, what: 'lines of YOLO' },
  { line: /^\s*epoch\s+train_loss\s.*$/m, what: 'a table of fastai' },
  { line: /^Iteration \d+, loss = .*$/m, what: 'lines of scikit-learn' },
  { line: /^.*Epoch:? ?\[\d+\/\d+\].*$/m, what: 'lines of a PyTorch script' },
  { line: /^.*Train Epoch: \d+ \[.*$/m, what: 'lines of a PyTorch script' },
  { line: /^\s*(?:train|val) Loss: \d.*$/m, what: 'lines of a PyTorch script' },
  { line: /^\[\d+, +\d+\] loss: .*$/m, what: 'lines of a PyTorch script' },
  {
    line: /^.*\b(?:Train(?:ing)?|Val(?:id(?:ation)?)?)\.? (?:Loss|Acc)\w*\s*[:=] ?\d.*$/im,
    what: 'lines of a training loop of its own',
  },
  { line: /^.*\bEpoch:? \d+,? .{0,40}\bLoss\s*[:=] ?\d.*$/im, what: 'lines of a training loop of its own' },
  { line: /^[-+\d.eE]+(?:[,;\t ]+[-+\d.eE]+)+$/m, what: 'numbers without a line of names above them' },
];

/** What a text is that Keras did not print, with one of its lines; undefined if it is not known. */
export function otherLog(text: string): string | undefined {
  const shown = text.slice(0, SHOWN);
  for (const { line, what } of OTHER_LOGS) {
    const [found] = line.exec(shown) ?? [];
    if (found !== undefined) return `${what}, such as "${found.trim().slice(0, LONGEST_LINE)}"`;
  }
  return undefined;
}
