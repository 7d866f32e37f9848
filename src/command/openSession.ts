import type { Console } from './console.js';
import type { Session } from './session.js';
import { loadTensorFlow } from './withoutNativeLog.js';

/** Opens a session that prints to this console. */
export type OpenSession = (console: Console) => Promise<Session>;

/** A session in the project's folder. TensorFlow is loaded only here, since it takes seconds. */
export const inProject: OpenSession = async (console) => {
  await loadTensorFlow();
  return (await import('./session.js')).projectSession(console);
};
