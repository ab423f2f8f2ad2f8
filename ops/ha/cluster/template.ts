import { readFileSync } from 'node:fs';

const folder = new URL('../config/', import.meta.url);

export type TemplateName = 'etcd.env' | 'patroni.yml' | 'haproxy.cfg' | 'spedy.env';

/**
 * Fills the `${NAME}` placeholders of a template of `ops/ha/config/`.
 * @throws Error if a value is missing
 */
export function fillTemplate(name: TemplateName, values: Readonly<Record<string, string>>): string {
  return readFileSync(new URL(name, folder), 'utf8').replace(/\$\{(\w+)\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`${name} needs a value for ${key}`);
    return value;
  });
}

/** Parses a file of `NAME=value` lines, as systemd does for an `EnvironmentFile`. */
export function parseEnvironment(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => /^\w+=/.test(line));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
