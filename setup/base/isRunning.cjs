/** Whether there is a process of this machine with that number. */
exports.isRunning = function isRunning(pid) {
  try {
    process.kill(pid, 0); // asks only
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return error.code === 'EPERM';
  }
};
