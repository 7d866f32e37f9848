// tfjs-node 4.22 calls util.isNullOrUndefined, which Node 23 removed: to be loaded before it.
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
