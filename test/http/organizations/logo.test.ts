import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const path = '/api/v1/organization/logo';
let acme: Acme;
let cookie: string;
beforeAll(async () => {
  acme = await createAcme();
  cookie = await acme.signIn(acme.admin);
});
afterAll(() => acme.close());

/** A PNG picture of one color. */
function png(width: number, height: number, extra = 0): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.alloc((width * 4 + 1) * height, 0x7f);
  for (let row = 0; row < height; row += 1) rows[row * (width * 4 + 1)] = 0;
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...(extra > 0 ? [chunk('tEXt', Buffer.alloc(extra, 0x61))] : []),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The segments of a JPEG picture up to its size, after a segment of metadata. */
const jpeg = (width: number, height: number) => {
  const frame = Buffer.from('ffc0001108000000000301220002110103110111', 'hex');
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from('ffd8ffe10004abcd', 'hex'), frame, Buffer.from('ffd9', 'hex')]);
};
const webp = (chunk: Buffer) => {
  const file = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'), chunk]);
  file.writeUInt32LE(file.length - 8, 4);
  return file;
};
const extendedWebp = Buffer.from('VP8X\x0a\0\0\0\0\0\0\0\x3f\0\0\x1f\0\0', 'latin1');
const lossyWebp = Buffer.from('VP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x40\0\x20\0', 'latin1');
const losslessWebp = Buffer.from('VP8L\x0a\0\0\0\x2f\x3f\xc0\x07\0\0\0\0\0\0', 'latin1');

const put = (body: unknown, type: string, call: object = { cookie }, query = '') =>
  acme.send('PUT', `${path}${query}`, { body, headers: headersOf(type, call), ...call });
const headersOf = (type: string, call: object) => ({
  'content-type': type,
  ...('headers' in call ? Object(call.headers) : {}),
});
const get = (headers: Record<string, string> = {}, query = '') =>
  acme.send('GET', `${path}${query}`, { headers });

describe('the logo', () => {
  it('is shown to everyone at the host, with fixed headers, and removed', async () => {
    expectError(await get(), 404, 'not_found');
    const picture = png(64, 32);
    const saved = await put(picture, 'image/png', { cookie }, '?background=dark');
    expect(saved.body).toEqual({
      version: expect.stringMatching(/^[\w-]{22}$/),
      width: 64,
      height: 32,
      background: 'dark',
    });
    for (const to of ['/api/v1/organization', '/api/v1/auth/organization'])
      expect((await acme.send('GET', to, { token: acme.customerToken })).body.logo).toEqual(saved.body);

    const response = await acme.app.server.inject({
      method: 'GET',
      url: path,
      headers: { host: 'acme-corp.localhost:3000' },
    });
    expect(response.rawPayload.equals(picture)).toBe(true);
    expect(response.headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'cache-control': 'no-cache',
      etag: `"${saved.body.version}"`,
    });
    const current = await get({}, `?version=${saved.body.version}`);
    expect(current.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await get({ 'if-none-match': `"${saved.body.version}"` })).status).toBe(304);
    const other = await put(jpeg(40, 40), 'image/jpeg');
    expect(other.body).toMatchObject({ width: 40, height: 40, background: 'none' });
    expect((await get({ 'if-none-match': `"${saved.body.version}"` })).status).toBe(200);
    expect((await acme.send('GET', path, { at: 'other-corp' })).status).toBe(404);

    const removal = { token: acme.adminToken };
    expect((await acme.send('DELETE', path, removal)).status).toBe(204);
    expectError(await acme.send('DELETE', path, removal), 404, 'not_found');
    expectError(await get(), 404, 'not_found');
    const log = await acme.send('GET', '/api/v1/organization/audit-events?limit=3', removal);
    expect(log.body.data).toMatchObject([
      { action: 'organization.logo_removed' },
      { action: 'organization.logo_changed', details: { mediaType: 'image/jpeg', width: 40 } },
      { action: 'organization.logo_changed', details: { mediaType: 'image/png', background: 'dark' } },
    ]);
  });

  it.each([
    ['PNG', png(16, 16), 16, 16],
    ['JPEG', jpeg(2_048, 100), 2_048, 100],
    ['extended WebP', webp(extendedWebp), 64, 32],
    ['lossy WebP', webp(lossyWebp), 64, 32],
    ['lossless WebP', webp(losslessWebp), 64, 32],
  ])('can be %s, whatever its sender calls it', async (_name, picture, width, height) => {
    expect((await put(picture, 'image/png')).body).toMatchObject({ width, height });
    const { headers } = await get();
    expect(headers['content-type']).not.toBe('application/octet-stream');
  });

  it.each([
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    [
      'HTML behind the signature of a PNG',
      Buffer.from('\x89PNG\r\n\x1a\n<script>alert(1)</script>', 'latin1'),
    ],
    ['a PNG with a page after its end', Buffer.concat([png(64, 64), Buffer.from('<script>1</script>')])],
    ['a GIF', Buffer.from('GIF89a\x40\0\x40\0\0\0\0;', 'latin1')],
    ['the start of a PNG', png(64, 64).subarray(0, 30)],
    ['a JPEG without a frame', Buffer.from('ffd8ffe0000200ffd9', 'hex')],
    ['a JPEG with a segment of no length', Buffer.from('ffd8ffe00000ffd8ffe00000', 'hex')],
    ['a WebP that is cut off', webp(extendedWebp).subarray(0, 24)],
    ['nothing', Buffer.alloc(0)],
  ])('is not %s', async (_name, body) => {
    const answer = await put(body, 'image/png');
    expect([400, 415], answer.text).toContain(answer.status);
    expect(answer.status).not.toBe(500);
  });

  it.each([
    ['too small', png(15, 64)],
    ['too wide', jpeg(2_049, 64)],
    ['empty', jpeg(0, 64)],
  ])('is not %s', async (_name, picture) => {
    const answer = await put(picture, 'image/jpeg');
    expect(expectError(answer, 400, 'validation_failed').details[0].path).toBe('body');
  });

  it('has at most 256 KiB, and only this route takes more than 64', async () => {
    expect((await put(png(64, 64, 200_000), 'image/png')).status).toBe(200);
    const tooLarge = await put(png(64, 64, 262_144), 'image/png');
    expect(expectError(tooLarge, 413, 'body_too_large').message).toContain('256 KiB');
    expectError(await put('{}', 'application/json'), 415, 'unsupported_media_type');
    expectError(await put('<svg/>', 'image/svg+xml'), 415, 'unsupported_media_type');
    const elsewhere = { cookie, body: png(64, 64), headers: { 'content-type': 'image/png' } };
    expectError(await acme.send('PATCH', '/api/v1/organization', elsewhere), 415, 'unsupported_media_type');
  });

  it('is changed by administrators of the organization only', async () => {
    const picture = png(64, 64);
    for (const [token, status, code] of [
      [acme.teamMemberToken, 403, 'forbidden'],
      [acme.customerToken, 403, 'forbidden'],
      [await acme.createToken(acme.admin, { scopes: ['tickets:read'] }), 403, 'insufficient_scope'],
      ['spedy_pat_x', 401, 'token_invalid'],
    ] as const) {
      expectError(await put(picture, 'image/png', { token }), status, code);
      expectError(await acme.send('DELETE', path, { token }), status, code);
    }
    const crossSite = { cookie, headers: { origin: 'https://evil.example' } };
    expectError(await put(picture, 'image/png', crossSite), 403, 'cross_site_request');
  });
});
