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

// Where a disk is full, the system refuses to write to a file that is open, and Node names none.
async function namingFile(file, write) {
  try {
    return await write();
  } catch (error) {
    if (error.syscall === undefined || error.path !== undefined) throw error;
    throw Object.assign(error, { path: file, message: `${error.message} '${file}'` });
  }
}

exports.appendTo = async function appendTo(file, data) {
  await namingFile(file, () => fs.appendFile(file, data));
};

// Node's own `recursive` never ends below /proc, where no folder can be made (seen with Node 20.20).
async function makeFolder(folder) {
  try {
    await fs.mkdir(folder);
  } catch (error) {
    if (error.code === 'EEXIST' && (await fs.stat(folder).catch(() => undefined))?.isDirectory()) return;
    const parent = path.dirname(folder);
    if (error.code !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent);
    await fs.mkdir(folder).catch((again) => {
      // Another process was faster.
      if (again.code !== 'EEXIST') throw again;
    });
  }
}
exports.makeFolder = makeFolder;

async function writeThroughPart(file, write) {
  await makeFolder(path.dirname(file));
  const part = `${file}.${process.pid}.part`;
  try {
    await namingFile(part, () => write(part));
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
