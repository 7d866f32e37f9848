"""Rates and penalties of optimizers, and another optimizer in their place."""

FACTORS = {
    "rate-times-10": 10,
    "rate-times-100": 100,
    "rate-times-tenth": 0.1,
    "rate-times-hundredth": 0.01,
}
# Settings of schedules that are rates.
RATES = ("initial_learning_rate", "end_learning_rate", "warmup_target", "values")
# Those that divide a gradient by its size, so that their rates compare with Adam's; others take about ten times as much.
LIKE_ADAM = ("adam", "adamw", "adamax", "nadam", "rmsprop", "lion")
RATE_OF_ADAM = 1e-3


class Optimizers:
    """Changes optimizers as they are compiled."""

    def __init__(self, changes, family):
        self.changes = changes
        self.family = family
        # A script that compiles one twice means the rate that it gave once.
        self.changed = []

    def change(self, optimizer):
        """The optimizer to compile with: as the script gives it, a name or a dictionary too, or changed."""
        found = self.family.optimizers.get(optimizer)
        # Those of TensorFlow 1 are wrapped, and do not tell their rates.
        rate = rate_in(found.get_config()) if hasattr(found, "learning_rate") or hasattr(found, "lr") else None
        if rate is None or any(one is found for one in self.changed):
            return optimizer
        if getattr(found, "weight_decay", None) and self.changes.does("regularizers-off"):
            found.weight_decay = None
            return found
        for name, factor in FACTORS.items():
            if self.changes.does(name):
                self.multiply(found, rate, factor)
                self.changed.append(found)
                return found
        return self.adam() if self.is_replaced(found, rate) else optimizer

    def is_replaced(self, found, rate):
        """Adam at its default takes larger steps, smaller ones, or is what the script has; a schedule goes on as it is."""
        if isinstance(rate, dict):
            return False
        name = type(found).__name__.lower()
        usual = RATE_OF_ADAM if name in LIKE_ADAM else 10 * RATE_OF_ADAM
        if name == "adam" and abs(rate / usual - 1) < 1e-3:
            return False
        return self.changes.does("adam-for-slower" if rate <= usual * (1 + 1e-3) else "adam-for-faster")

    def adam(self):
        return self.family.optimizers.Adam()

    def multiply(self, optimizer, rate, factor):
        name = "learning_rate" if hasattr(optimizer, "learning_rate") else "lr"
        if isinstance(rate, dict):
            schedules = self.family.optimizers.schedules
            setattr(optimizer, name, schedules.deserialize(multiplied(rate, factor)))
            return
        variable = getattr(optimizer, name)
        # Keras 3 has none, and assigns to the variable by itself.
        set_value = getattr(self.family.backend, "set_value", None)
        if set_value is not None and hasattr(variable, "assign"):
            set_value(variable, rate * factor)
        else:
            setattr(optimizer, name, rate * factor)


def rate_in(config):
    """The rate of an optimizer: a number, or a schedule as Keras writes it; None where it is something else."""
    rate = config.get("learning_rate", config.get("lr"))
    is_number = hasattr(rate, "__float__")
    return float(rate) if is_number else rate if isinstance(rate, dict) else None


def multiplied(schedule, factor):
    settings = dict(schedule["config"])
    for name in RATES:
        if settings.get(name) is not None:
            found = settings[name]
            settings[name] = [one * factor for one in found] if isinstance(found, (list, tuple)) else found * factor
    return dict(schedule, config=settings)
