import matplotlib.pyplot as plt


def save_curves(history, to):
    """Accuracy and loss beside each other."""
    fig, axes = plt.subplots(1, 2, figsize=(10, 4))
    for ax, key in zip(axes, ('accuracy', 'loss')):
        ax.plot(history.history[key], label='training')
        ax.plot(history.history['val_' + key], label='validation')
        ax.set_title(key)
        ax.legend()
    fig.savefig(to)
