const path = require('node:path');

exports.cacheFolder = function cacheFolder(env, platform, home) {
  const base = env.XDG_CACHE_HOME || path.join(home, ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']));
  return path.resolve(base, 'thaw');
};
