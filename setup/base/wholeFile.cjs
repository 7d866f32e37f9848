const fs = require('node:fs/promises');
const path = require('node:path');

exports.readIfThere = async function readIfThere(file) {
  try {
    return await fs.readFile(file);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
};

async function throughPart(file, write) {
  await fs.mkdir(path.dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  try {
    await write(part);
    await fs.rename(part, file);
  } finally {
    await fs.rm(part, { force: true });
  }
}
exports.throughPart = throughPart;

exports.writeWhole = async function writeWhole(file, data) {
  await throughPart(file, (part) => fs.writeFile(part, data));
};
