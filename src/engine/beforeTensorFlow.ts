// What has to be so before tfjs-node and TensorFlow are loaded.

import '../base/isNullOrUndefined.js';

// TensorFlow's own log lines would land between the figures of a report.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';

// TensorFlow takes oneDNN's convolutions by itself only where a processor has AVX-512 VNNI. Elsewhere they are faster too:
// EfficientNetLite0 at 224x224 in batches of 32 took 9.4 ms an image with them and 19.7 without, on AVX2.
if (process.arch === 'x64') process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
