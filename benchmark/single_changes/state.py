"""What a run changes, and what it could have changed."""
import numpy as np

# Values of all sizes in three channels, to compare two scalings by what they make of it.
PROBE = np.linspace(0, 255, 8 * 8 * 3).reshape(8, 8, 3).astype("float32")


class Changes:
    """The change that a run makes, if any; notes which of all changes it could make."""

    def __init__(self, chosen, backbone):
        self.chosen = chosen
        self.backbone = backbone
        self.could = set()
        # Backbones that the script built: models, and the modules of keras.applications that they are from.
        self.bases = []
        self.modules = []
        # Depth of calls that build a backbone, and the layers that are made there, by id: the values keep ids from being used again.
        self.building = 0
        self.inside = {}
        # The functions preprocess_input as Keras has them, by module.
        self.preprocess = {}
        # What each scaling of the script makes of the probe; None where that cannot be told.
        self.scalings = []
        # Where pixels are scaled already in a run that replaces scalings.
        self.functions_used = False
        self.generators_made = False

    def does(self, name):
        """Notes that a change could be made here, and says whether it is to be."""
        self.could.add(name)
        return name == self.chosen

    def note_scaling(self, made):
        """
        Notes what a scaling makes of the probe.

        made: None where that cannot be told
        """
        is_known = any(one is made or (one is not None and np.array_equal(one, made)) for one in self.scalings)
        if not is_known:
            self.scalings.append(made)

    def is_own_scaling(self):
        return self.chosen == "own-scaling" and self.backbone in self.preprocess

    def own(self, x):
        """Scales as the backbone of the script expects."""
        return self.preprocess[self.backbone](x)

    def report(self):
        """Names of the changes that could be made, and the module of the script's one backbone, if it has one."""
        modules = sorted(set(self.modules))
        backbone = modules[0] if len(modules) == 1 else None
        if backbone is not None and not all(self.is_scaled_by(backbone, made) for made in self.scalings):
            self.could.add("own-scaling")
        return {"could": sorted(self.could), "backbone": backbone}

    def is_scaled_by(self, backbone, made):
        own = self.preprocess[backbone](PROBE.copy())
        return made is not None and np.allclose(made, own, atol=1e-3)
