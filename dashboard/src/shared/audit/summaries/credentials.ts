import {
  because,
  changes,
  countOf,
  date,
  expiry,
  fromTo,
  ofOwner,
  type Phrases,
  plain,
  quoted,
  role,
  type Summary,
  scopes,
} from './words.ts';

const token: Phrases = {
  name: (before, after) => `renamed it from ${quoted(before)} to ${quoted(after)}`,
  description: (_before, after) => (after === null ? 'removed the description' : 'changed the description'),
  scopes: (before, after) => `changed the permissions from ${scopes(before)} to ${scopes(after)}`,
  expiresAt: fromTo('the expiry', date),
};

const statuses: Readonly<Record<string, string>> = {
  TODO: 'to do',
  IN_PROGRESS: 'in progress',
  DONE: 'done',
};
const status = (value: unknown) => statuses[String(value)] ?? plain(value);
const lower = (value: unknown) => String(value).toLowerCase();
const ticket: Phrases = {
  title: fromTo('the title', quoted),
  status: fromTo('the status', status),
  priority: fromTo('the priority', lower),
  assigneeId: (_before, after, { person }) =>
    after === null || after === undefined ? 'unassigned it' : `assigned it to ${person(after)}`,
};

/** Summaries of what concerns tokens, connections and tickets. */
export const credentialSummaries: Readonly<Record<string, Summary>> = {
  'token.created': (told) =>
    `Created the token ${quoted(told.details.name)}${ofOwner(told)} with ${scopes(told.details.scopes)}, ${expiry(told.details.expiresAt)}`,
  'token.changed': (told) =>
    `Token ${quoted(told.details.name)}${ofOwner(told)}: ${lowerFirst(changes(told, token)) || 'changed'}`,
  'token.rotated': (told) =>
    `Rotated the token ${quoted(told.details.name)}${ofOwner(told)}; the old one worked ${expiry(told.details.endsAt)}`,
  'token.revoked': (told) => `Revoked the token ${quoted(told.details.name)}${ofOwner(told)}${because(told)}`,

  'scim_token.created': ({ details }) =>
    `Created the SCIM token ${quoted(details.name)} for the role ${role(details.role)}`,
  'scim_token.rotated': ({ details }) =>
    `Rotated the SCIM token ${quoted(details.name)}; the old one worked ${expiry(details.endsAt)}`,
  'scim_token.revoked': (told) => `Revoked the SCIM token ${quoted(told.details.name)}${because(told)}`,

  'grant.allowed': ({ details }) => `Connected ${quoted(details.client)} with ${scopes(details.scopes)}`,
  'grant.allowed_before': ({ details }) =>
    `Reconnected ${quoted(details.client)} with ${scopes(details.scopes)}, allowed before`,
  'grant.denied': ({ details }) => `Denied access to ${quoted(details.client)}`,
  'grant.exchanged': ({ details }) => `${quoted(details.client)} got its first tokens`,
  'grant.refreshed': ({ details }) => {
    const earlier = countOf(details.earlierRefreshes, 'time');
    const more = earlier === null ? '' : `, after ${earlier} on ${plain(details.earlierDay)}`;
    return `${quoted(details.client)} refreshed its tokens${more}`;
  },
  'grant.token_revoked': ({ details }) =>
    `${quoted(details.client)} revoked its own ${plain(details.token)} token`,
  'grant.code_reused': ({ details }) => `${quoted(details.client)} used an authorization code twice`,
  'grant.ended': (told) =>
    `Ended the access of ${quoted(told.details.client)}${ofOwner(told)}${because(told)}`,

  'board.created': ({ details }) => `Created the board ${plain(details.key)} ${quoted(details.name)}`,
  'board.renamed': (told) =>
    changes(told, { name: (before, after) => `renamed the board ${quoted(before)} to ${quoted(after)}` }) ||
    'Renamed a board',
  'board.member_added': ({ details, person }) => `Added ${person(details.userId)} to a board`,
  'board.member_removed': ({ details, person }) => `Removed ${person(details.userId)} from a board`,
  'ticket.created': ({ details }) =>
    `Created the ticket ${plain(details.displayId)} ${quoted(details.title)}`,
  'ticket.changed': (told) => {
    const said = [
      changes(told, ticket),
      told.details.descriptionChanged === true && 'changed the description',
    ];
    return `Ticket: ${lowerFirst(said.filter(Boolean).join('; ')) || 'changed'}`;
  },
  'comment.created': ({ details }) => `Wrote ${comment(details.internal)} on a ticket`,
  'comment.changed': ({ details }) => `Changed ${comment(details.internal)} on a ticket`,
  'comment.deleted': ({ details, actorId, person }) => {
    const { authorId } = details;
    return `Deleted ${comment(details.internal)}${authorId === actorId ? '' : ` of ${person(authorId)}`} on a ticket`;
  },
};

/** A comment that customers do not see is named as such. */
function comment(internal: unknown): string {
  return internal === true ? 'an internal comment' : 'a comment';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
