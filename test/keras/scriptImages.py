# Runs snippets of scripts with the real libraries: the smallest and the largest value of each channel that reaches `fit`.
# `given` holds the snippets and a folder with class folders.
import os, traceback
import numpy as np

os.chdir(given['folder'])


class Model:
    """Keeps what `fit` gets."""

    def fit(self, x, y=None, **kwargs):
        if hasattr(x, 'take') and not isinstance(x, np.ndarray):
            batches = [element[0] if isinstance(element, tuple) else element for element in x.take(40)]
            batches = [np.asarray(batch) for batch in batches]
        elif hasattr(x, '__next__') or hasattr(x, 'next'):
            batches = [x[i][0] for i in range(len(x))]
        else:
            batches = [np.asarray(x)]
        images = [batch.astype('float64').reshape(-1, batch.shape[-1]) for batch in batches]
        self.low = np.min([image.min(axis=0) for image in images], axis=0).tolist()
        self.high = np.max([image.max(axis=0) for image in images], axis=0).tolist()


results = []
for snippet in given['snippets']:
    model = Model()
    try:
        exec(snippet, {'model': model, '__name__': '__main__'})
        results.append([model.low, model.high])
    except Exception:
        results.append(traceback.format_exc())
answer = results
