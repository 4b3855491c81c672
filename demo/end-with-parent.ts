/**
 * Preloaded into the platform's process (`node --import`), so that it ends gracefully when the demo is
 * gone, even by `kill -9`: otherwise it would keep its ports and its data directory.
 */
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
// Waiting for that must not keep a process alive that has ended its work.
process.channel?.unref();
