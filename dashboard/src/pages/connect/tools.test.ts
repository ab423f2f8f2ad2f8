import { describe, expect, it } from 'vitest';
import { obstacle, reachOf } from './reach.ts';
import { cursorLink, tools, visualStudioCodeLink } from './tools.ts';

const values = { origin: 'https://acme-corp.spedy.example', name: 'acme-corp' };
const url = 'https://acme-corp.spedy.example/mcp';

describe('the instructions', () => {
  it('have a deep link to Cursor that contains its configuration', () => {
    const link = new URL(cursorLink(values));
    expect(link.href).toMatch(/^cursor:\/\/anysphere\.cursor-deeplink\/mcp\/install\?/);
    expect(link.searchParams.get('name')).toBe('acme-corp');
    expect(JSON.parse(atob(link.searchParams.get('config') ?? ''))).toEqual({ url });
  });

  it('have a deep link to VS Code that contains its configuration', () => {
    const [address, config = ''] = visualStudioCodeLink(values).split('?');
    expect(address).toBe('vscode:mcp/install');
    expect(JSON.parse(decodeURIComponent(config))).toEqual({ name: 'acme-corp', type: 'http', url });
  });

  it.each(tools)('of $name have the address of this organization, and nothing to fill in', ({ steps }) => {
    const copied = steps(values).flatMap(({ copy }) => copy ?? []);
    expect(copied.join('\n')).toContain('https://acme-corp.spedy.example');
    expect(copied.join('\n')).not.toMatch(/undefined|localhost|example\.com/);
  });

  it.each(['cursor', 'zed'])('of %s have a configuration that is JSON', (id) => {
    const [{ copy = '' } = {}] = tools.find((tool) => tool.id === id)?.steps(values) ?? [];
    expect(JSON.stringify(JSON.parse(copy))).toContain(`{"acme-corp":{"url":"${url}"}}`);
  });
});

describe('who can reach an address', () => {
  it.each([
    ['https://acme-corp.spedy.example', 'the internet'],
    ['https://93.184.215.14', 'the internet'],
    ['https://[2606:2800:21f::1]', 'the internet'],
    ['http://localhost:3000', 'this computer'],
    ['http://acme-corp.localhost:3000', 'this computer'],
    ['http://127.0.0.1:3000', 'this computer'],
    ['http://[::1]:3000', 'this computer'],
    ['https://192.168.1.20', 'your network'],
    ['https://10.0.0.7', 'your network'],
    ['https://172.20.0.1', 'your network'],
    ['https://[fd00::1]', 'your network'],
    ['https://spedy.internal', 'your network'],
    ['https://spedy', 'your network'],
  ])('of %s is %s', (origin, place) => {
    expect(reachOf(origin).place).toBe(place);
  });

  it.each([
    ['internet', 'https://acme-corp.spedy.example', null],
    ['internet', 'http://acme-corp.spedy.example', 'only over https'],
    ['internet', 'http://localhost:3000', 'exists only on this computer'],
    ['internet', 'https://spedy.internal', 'exists only on your network'],
    ['https or localhost', 'http://localhost:3000', null],
    ['https or localhost', 'http://acme-corp.localhost:3000', 'accepts http only at localhost itself'],
    ['nothing', 'http://acme-corp.localhost:3000', null],
  ] as const)('is said to a tool that needs %s at %s: %s', (need, origin, words) => {
    const said = obstacle(need, 'Claude', reachOf(origin));
    if (words === null) expect(said).toBeNull();
    else expect(said).toContain(words);
  });
});
