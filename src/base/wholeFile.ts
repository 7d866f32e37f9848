export { readIfExists, writeAtomic, writeThroughPart } from '../../setup/base/wholeFile.cjs';
