import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Returns the first block of a language under a heading of a page, so that the tests use the documented block.
 * @throws Error if there is none
 */
export function blockOf(language: string, page: string, heading: string): string {
  const [block] = blocksOf(language, page, heading);
  if (!block) throw new Error(`${page} has no ${language} block under "${heading}"`);
  return block;
}

/** Returns all blocks of a language under a heading of a page. */
export function blocksOf(language: string, page: string, heading: string): string[] {
  const text = readFileSync(fileURLToPath(new URL(`../../../${page}`, import.meta.url)), 'utf8');
  const [, section = ''] = text.split(`\n${heading}\n`);
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm');
  return [...(section.split(/^## /m)[0] ?? '').matchAll(fence)].map(([, block = '']) => block);
}

/**
 * Returns a block with changes, which adapt it to run here.
 * @throws Error if a change does not apply
 */
export function changed(block: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the block has no ${from}`);
    return text.replaceAll(from, to);
  }, block);
}

/** Returns a block of nginx that listens on a loopback port without TLS, because there is no certificate. */
export function withoutTls(block: string, port: number, changes: Readonly<Record<string, string>>): string {
  const plain = block.replaceAll(/^ *ssl_.*\n/gm, '');
  return changed(plain, { 'listen 443 ssl;': `listen 127.0.0.1:${port};`, ...changes });
}
