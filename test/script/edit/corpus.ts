/** Scripts in several styles, to try edits on. Each is Python 3; none is run. */
export const CORPUS: Readonly<Record<string, string>> = {
  'one-line calls': `import tensorflow as tf
from tensorflow.keras.applications import VGG16
from tensorflow.keras.preprocessing.image import ImageDataGenerator

size = (224, 224); batch = 32
train = ImageDataGenerator(rescale=1./255, rotation_range=20)
flow = train.flow_from_directory('data/train', target_size=size, batch_size=batch, class_mode="categorical")
base = VGG16(weights='imagenet', include_top=False, input_shape=size + (3,))
for layer in base.layers[:-4]: layer.trainable = False
x = tf.keras.layers.GlobalAveragePooling2D()(base.output)
model = tf.keras.Model(base.input, tf.keras.layers.Dense(5, activation='softmax')(x))
model.compile(optimizer=tf.keras.optimizers.Adam(1e-4), loss='categorical_crossentropy', metrics=['accuracy'])
model.fit(flow, epochs=10,)
`,
  'calls over many lines': `"""Trains a head."""
from __future__ import print_function
from keras.models import (
    Model,
    Sequential,  # unused
)

datagen = ImageDataGenerator(
    rescale=1.0 / 255,  # 0..1

    # as in the book
    zoom_range=[
        0.8,
        1.2,  # more is worse
    ],
    horizontal_flip=True
    # vertical_flip=True
)
model.add(
    Dense(
        units=10,
        activation="softmax",
    ),
)
history = model.fit(datagen.flow(x_train, y_train,
                                 batch_size=32),
                    steps_per_epoch=len(x_train) // 32,
                    epochs=10, verbose=1,
                    callbacks=[EarlyStopping(monitor="val_loss",
                                             patience=3)])
print("done", file=sys.stderr)  # why
`,
  tabs: `import os
class Net(object):
\t"""A net."""
\tsize = 10
\tdef __init__(self, n, *layers, rate=1e-3, **options):
\t\tself.n = n
\t\tif n > 3:
\t\t\tself.model = build(n,
\t\t\t\trate=rate,
\t\t\t\t**options)
\t\telif n == 3:\t# three
\t\t\tself.model = None
\t\telse:
\t\t\traise ValueError('n: %d' % n)

\t@property
\tdef rate(self): return self._rate
\t@staticmethod
\tdef build(a, b = 2): pass; return a
`,
  'two spaces': `def build(n, width=224):
  base = Xception(weights = 'imagenet', include_top = False, input_shape = (width, width, 3))
  base.trainable = False

  def head(x):
    x = Flatten()(x)
    return Dense(n)(x)

  out = head(base.output)
  return Model(base.input, out)

if __name__ == '__main__':
  model = build(5)
  try:
    model.fit(x, y)
  except (ValueError, KeyError) as error:
    print(error)
  else:
    pass
  finally:
    model.save('a.h5')
`,
  continuations: `total = 1 + \\
    2 + \\
    3
if total > 3 and \\
   total < 9:
    x = [a for a in range(total)
         if a % 2]
assert total, \\
    'no total'
with open('a') as f, \\
     open('b') as g:
    f.write(g.read())
y = total \\
    if x else -1
del x, y
`,
  'semicolons and one-line blocks': `import os; import sys
a = 1; b = 2;
if a: b = 3; c = 4
else: c = 5
for i in range(3): print(i); f(i)
while c: c -= 1
class A: pass
def g(): return 1
with h() as k: k(); k()
lambda: (yield)
try: a
except: b
`,
  'strings and letters': `# -*- coding: utf-8 -*-
größe = 'é😀', f(größe=1); naïve = "it's"
text = """
  # no comment, f(1
  'quotes' \\\\ \\"""
"""; z = f('a' "b" u'c', r'\\d', b'\\x00')
name = f"{größe!r:>{width}} {f(1, b=2)} {{f(1)}}" + f'{a["b"]}'
path = 'é' + os.path.join(größe, '😀', f"{name}.h5")  # 😀
print('%s: %d' % (name, 3), größe)
`,
  'comprehensions and slices': `x = [f(i, j) for i in a for j in b if i if j]
y = {k: v for k, v in zip(keys, values)}
s = sum(i * i for i in x)
t = sum((i for i in x), 3)
u = x[1:-2, ::2, None] [0]
first, *rest = x
d = dict(**y, z=1)
d[f(1)]['a'] = d['b'] = {'a': 1, **y}
l = sorted(x, key=lambda i, j=2: (-i, j))
n = (m := 3) + 1 if not(x) or(y) else[1]
print(*x, sep='')
r = a < b <= c not in d is not e
w = -x ** -y
async def h(): return await g(1)
return_ = (yield_)
tup = 1, 2
for i, in x: i, j = j, i
v = ((f))((a), (b))
def gen():
    got = yield f(1)
    yield from got
    return[1]
`,
  decorators: `@tf.function(
    jit_compile=True,
)
@log
def step(x, y):
    # first comment
    with tf.GradientTape() as tape:
        loss = f(y, model(x, training=True))

    # last comment
    return loss
@a
class B(C, D): x: int = 3; y: str
@b

async def c():
    async for i in j: pass
    async with k: pass
`,
  'no line break at the end': `model = Sequential([
  Dense(10),
  Dense(2)])
model.compile('adam', loss='mse')
if model:
  model.fit(x)`,
  'form feeds and blank lines': `

import a


\f
def f(x):

    return x



f(1)


`,
  'match and nesting': `def a():
    def b():
        class C:
            def d(self):
                for e in f:
                    while g:
                        if h:
                            try:
                                i(j(k(l=[{'m': (1, 2)}])))
                            except N: pass
                            continue
    global o
    o = 3
`,
};
