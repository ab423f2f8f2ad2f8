import { readdirSync, readFileSync } from 'node:fs';

/** The processor time so far of all threads of a process, in microseconds. Exact to the last time slice. */
export function processorTimeOf(pid: number | undefined): number {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).reduce((sum, task) => sum + timeOfTask(`${tasks}/${task}/schedstat`), 0);
}

/** A thread may end in between. */
function timeOfTask(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8').split(' ')[0]) / 1_000;
  } catch {
    return 0;
  }
}
