export { appendTo, makeFolder, readIfExists, writeAtomic, writeThroughPart } from '../../setup/base/wholeFile.cjs';
