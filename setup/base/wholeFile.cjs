const fs = require('node:fs/promises');
const path = require('node:path');

exports.readIfExists = async function readIfExists(file) {
  try {
    return await fs.readFile(file);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
};

async function writeThroughPart(file, write) {
  await fs.mkdir(path.dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  try {
    await write(part);
    await fs.rename(part, file);
  } catch (error) {
    // A user knows the file, not what it is called while it is written.
    if (error.path !== part) throw error;
    const message = error.message.replace(` -> '${file}'`, '').replaceAll(part, file);
    throw Object.assign(error, { path: file, message });
  } finally {
    await fs.rm(part, { force: true });
  }
}
exports.writeThroughPart = writeThroughPart;

exports.writeAtomic = async function writeAtomic(file, data) {
  await writeThroughPart(file, (part) => fs.writeFile(part, data));
};
