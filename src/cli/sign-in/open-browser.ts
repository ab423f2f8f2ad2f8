import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Opens an address in the person's browser: the command in BROWSER, else the system's. Returns whether that began; the
 * person can open the printed address in any case.
 */
export async function openBrowser(env: NodeJS.ProcessEnv, address: string): Promise<boolean> {
  // The address may come from a server, and the system opens more than pages.
  if (!/^https?:\/\//.test(address)) return false;
  try {
    const child = env.BROWSER ? startCommand(env.BROWSER, address) : await openBySystem(address);
    // Nobody waits for the browser. Its failure is reported by an event.
    child.unref();
    child.on('error', () => {});
    if (child.pid === undefined) await once(child, 'spawn');
    return true;
  } catch {
    return false;
  }
}

function startCommand(browser: string, address: string) {
  const [command = browser, ...args] = browser.split(' ').filter(Boolean);
  return spawn(command, [...args, address], { stdio: 'ignore', detached: true });
}

async function openBySystem(address: string) {
  const { default: open } = await import('open');
  return open(address);
}
