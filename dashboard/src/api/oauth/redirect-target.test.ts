import { describe, expect, it } from 'vitest';
import { mayBeOpened } from './redirect-target.ts';

describe('mayBeOpened', () => {
  it.each([
    'https://app.example.com/callback?code=1',
    'http://127.0.0.1:33418/?code=1',
    'cursor://anysphere.cursor-mcp/oauth/callback?code=1',
    'com.example.app:/callback?code=1',
  ])('accepts %s', (address) => {
    expect(mayBeOpened(address)).toBe(true);
  });

  it.each([
    'javascript:alert(1)',
    ' java\nscript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,x',
    'blob:https://app.example.com/1',
    'file:///etc/passwd',
    'about:blank',
    '/settings',
    '',
  ])('rejects %j', (address) => {
    expect(mayBeOpened(address)).toBe(false);
  });
});
