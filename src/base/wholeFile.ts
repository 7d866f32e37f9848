export { readIfThere, throughPart, writeWhole } from '../../setup/base/wholeFile.cjs';
