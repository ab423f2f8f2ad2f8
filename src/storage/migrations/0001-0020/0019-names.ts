import type { MigrationStep } from '../types.ts';

/**
 * Renames tables and columns to the terms of docs/glossary.md. Indexes keep their names, because SQLite
 * cannot rename them and rebuilding them takes minutes on a large table.
 */
export const names: MigrationStep = async ({ schema }) => {
  await schema.alterTable('oauth_clients').renameTo('oauth_applications').execute();
  await schema.alterTable('oauth_grants').renameTo('oauth_connections').execute();
  await schema.alterTable('oauth_connections').renameColumn('client_id', 'application_id').execute();
  for (const table of ['oauth_requests', 'oauth_codes', 'oauth_access_tokens', 'oauth_refresh_tokens'])
    await schema.alterTable(table).renameColumn('grant_id', 'connection_id').execute();
  await schema.alterTable('sign_in_tries').renameTo('sign_in_attempts').execute();
  await schema.alterTable('makers').renameTo('creating_credentials').execute();
  const withCreator = [
    'access_tokens',
    'creating_credentials',
    'invitations',
    'sessions',
    'oauth_connections',
    'resource_servers',
  ];
  for (const table of withCreator)
    await schema.alterTable(table).renameColumn('made_by', 'created_with').execute();
};
