"""Single changes of a script, made while it runs, around the calls of Keras: so that they fit any style of script.

    changes = install("dropout-off", "mobilenet_v2")
    ...  # the script
    changes.report()

The names of the changes, and the kind of fault that each would repair, are in src/benchmark/singleChanges.ts. Works with
Python 3.6 and later, and with Keras 2.1 to 3.
"""
from .bases import watch_bases
from .images import watch_images
from .layers import watch_layers
from .state import Changes
from .training import watch_training
from .wrapping import families


def install(chosen, backbone=None):
    """
    Puts itself around the calls of Keras, before a script imports any.

    chosen: name of the change to make, or None to only note which ones could be made
    backbone: module of keras.applications with the backbone of the script, where a run has told; only own-scaling needs it
    """
    changes = Changes(chosen, backbone)
    for family in families():
        watch_bases(changes, family)
        watch_layers(changes, family)
        watch_images(changes, family)
        watch_training(changes, family)
    return changes
