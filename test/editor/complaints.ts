/** What VS Code's own page logs as errors in this set-up, none of it ours. */
const notOurs = [
  /serviceWorker\.js/,
  /Timed out waiting for authentication provider/,
  /^A bad HTTP response code \(404\) was received when fetching the script\. \(\)$/,
  // Where no compiler built its logger, VS Code does without.
  /Could not locate the bindings file[\s\S]*spdlog/,
  // On a machine busy with much else VS Code's own part in saving takes too long; ours has none.
  /^(?:%c\s*ERR color: #\w+ )?(?:Error: )?Aborted onWillSaveTextDocument-event after \d+ms/,
  // So busy, its host of terminals asks a window that is reloaded what it shows, and is not heard in time.
  /\bRequest \d+ timed out \(15000ms\)/,
];

/** Whether an error that the page logs may be of our doing. */
export function isOurs(text: string): boolean {
  return !notOurs.some((known) => known.test(text));
}
