import { describe, expect, it } from 'vitest';
import { redirectHosts } from './redirect-hosts.ts';

describe('redirectHosts', () => {
  it('returns each host once, with its port, and private-use schemes', () => {
    const uris = [
      'https://app.example.com/callback',
      'https://app.example.com/other',
      'http://127.0.0.1:33418/',
      'cursor://anysphere.cursor-mcp/oauth/callback',
      'com.example.app:/callback',
    ];
    expect(redirectHosts(uris)).toEqual([
      'app.example.com',
      '127.0.0.1:33418',
      'cursor://anysphere.cursor-mcp',
      'com.example.app:',
    ]);
  });
});
