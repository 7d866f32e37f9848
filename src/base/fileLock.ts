export { type FileLock, type LockHolder, type LockOptions, readHolder, takeLock } from '../../setup/base/fileLock.cjs';
