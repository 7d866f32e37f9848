export { isRunning } from '../../setup/base/isRunning.cjs';
