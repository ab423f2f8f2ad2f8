import { Type } from 'typebox';
import { SpedyError } from '../../contract/errors.ts';
import { ErrorBody, IfNoneMatch, NoContent, NotModified } from '../../contract/schemas.ts';
import { defineRoute, SerializedBody } from '../../http/define-route.ts';
import { administratorAccess } from '../../http/gate/request-state.ts';
import type { Server } from '../../http/server.ts';
import type { Services } from '../../http/services.ts';
import { changeLogo, logoLimit, removeLogo } from './logo.ts';
import { findLogoBytes } from './queries.ts';
import { Logo, LogoQuery, LogoVersionQuery } from './schema.ts';

const tag = 'Organization';
const path = '/api/v1/organization/logo';
const mediaTypes = ['image/png', 'image/jpeg', 'image/webp'];
/** Documented as text; the route answers with bytes. */
const Picture = Type.Unsafe<Buffer>({ type: 'string', format: 'binary' });
const pictureResponse = {
  200: {
    description: 'The picture.',
    content: Object.fromEntries(mediaTypes.map((type) => [type, { schema: Picture }])),
  },
  304: NotModified,
  '4xx': ErrorBody,
  '5xx': ErrorBody,
};
/** For a request with the current version, whose picture never changes. */
const permanently = 'public, max-age=31536000, immutable';

/** Sends and removes the logo. Its picture is public, because the sign-in page shows it. */
export const logoRoutes = ({ db }: Services) => [
  defineRoute({
    method: 'GET',
    path,
    operationId: 'getOrganizationLogo',
    tag,
    summary: "Get the organization's logo",
    description:
      'With the current `version`, the answer can be cached for a year; otherwise it has an `ETag`.',
    access: { credential: 'none' },
    config: { load: 'light' },
    headers: IfNoneMatch,
    query: LogoVersionQuery,
    reference: { errors: ['not_found'] },
    response: { 200: Picture, 304: NotModified },
    fastify: { schema: { response: pictureResponse } },
    run: async ({ host, query, headers, reply }) => {
      const logo = await findLogoBytes(db, host.id);
      if (!logo) throw new SpedyError('not_found', { message: 'The organization has no logo.' });
      const etag = `"${logo.version}"`;
      reply
        .header('etag', etag)
        .header('cache-control', query.version === logo.version ? permanently : 'no-cache')
        // A browser that opens it shows a picture, whatever its bytes say.
        .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox")
        .header('cross-origin-resource-policy', 'same-origin');
      if (headers['if-none-match']?.includes(etag)) return new SerializedBody(304);
      reply.type(logo.mediaType);
      return Buffer.from(logo.bytes);
    },
  }),

  defineRoute({
    method: 'DELETE',
    path,
    operationId: 'deleteOrganizationLogo',
    tag,
    summary: "Remove the organization's logo (admins)",
    access: administratorAccess,
    reference: { errors: ['not_found'] },
    response: { 204: NoContent },
    run: ({ member, from }) => removeLogo(db, member.organization.id, from),
  }),
];

/** Registers the upload, the only route that takes a picture as its body. */
export async function registerLogoUpload(server: Server, { db }: Services): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser<Buffer>(
      mediaTypes,
      { parseAs: 'buffer', bodyLimit: logoLimit },
      (_request, body, done) => done(null, body),
    );
    scope.route(
      defineRoute({
        method: 'PUT',
        path,
        operationId: 'replaceOrganizationLogo',
        tag,
        summary: "Replace the organization's logo (admins)",
        description:
          'The body is a PNG, JPEG or WebP picture of at most 256 KiB, 16 to 2,048 pixels wide and high. Everyone who knows the address of the organization can see it.',
        access: administratorAccess,
        query: LogoQuery,
        reference: { upload: mediaTypes },
        fastify: { bodyLimit: logoLimit },
        response: { 200: Logo },
        run: ({ member, from, query, request }) => {
          if (!Buffer.isBuffer(request.body))
            throw new SpedyError('unsupported_media_type', {
              message: 'Send the picture as the body, with Content-Type image/png, image/jpeg or image/webp.',
            });
          return changeLogo(db, member.organization.id, from, {
            bytes: request.body,
            background: query.background ?? 'none',
          });
        },
      }),
    );
  });
}
