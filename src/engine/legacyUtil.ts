// tfjs-node 4.22 calls util.isNullOrUndefined, which Node 23 removed. This file is imported before it.
const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
// TensorFlow's own log lines would land between the figures of a report.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';

export {};
