import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Returns the folder with the command line's own files: SPEDY_CONFIG_DIR, else a folder `spedy` where the system keeps
 * configuration (XDG_CONFIG_HOME or ~/.config, APPDATA on Windows, ~/Library/Application Support on macOS).
 */
export function configFolder(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home: string = env.HOME || env.USERPROFILE || homedir(),
): string {
  if (env.SPEDY_CONFIG_DIR) return env.SPEDY_CONFIG_DIR;
  // A relative path is invalid (XDG Base Directory Specification).
  if (env.XDG_CONFIG_HOME && isAbsolute(env.XDG_CONFIG_HOME)) return join(env.XDG_CONFIG_HOME, 'spedy');
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'spedy');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'spedy');
  return join(home, '.config', 'spedy');
}
