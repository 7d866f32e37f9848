"""Settings of the experiment."""

IMAGE_DIR = 'data/images'
TABLE = 'data/labels.csv'

# the trade only cares for three groups
GROUPS = {
    'broken': 'damaged',
    'cracked': 'damaged',
    'healthy': 'healthy',
    'insect-bored': 'insects',
}

SIZE = (150, 150)
BATCH_SIZE = 16
EPOCHS = 15
LEARNING_RATE = 1e-3
SEED = 3
