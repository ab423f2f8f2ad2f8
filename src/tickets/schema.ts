import { type Static, Type } from 'typebox';
import { roles } from '../access/roles.ts';
import { idFilter, listQuery, nullable, pageOf, Timestamp } from '../contract/schemas.ts';

export const statuses = ['TODO', 'IN_PROGRESS', 'DONE'] as const;
export const priorities = ['LOW', 'MEDIUM', 'HIGH', 'URGENT'] as const;

/** Maximum lengths, in code points. */
export const boardNameLength = 100;
export const titleLength = 200;
export const descriptionLength = 20_000;
export const commentLength = 10_000;
export const searchLength = 200;

export const Board = Type.Object(
  {
    id: Type.String({ examples: ['brd_8k2v7q5m1x9c4t6w3b8z0ae'] }),
    key: Type.String({ examples: ['WEB'] }),
    name: Type.String({ examples: ['Website'] }),
    ticketCount: Type.Integer(),
  },
  { title: 'Board' },
);
export type Board = Static<typeof Board>;
export const BoardPage = pageOf(Board);
export const BoardQuery = Type.Object(listQuery);
export const BoardRequest = Type.Object(
  {
    key: Type.String({
      description: '2 to 10 capital letters and digits, starting with a letter.',
      examples: ['WEB'],
    }),
    name: Type.String(),
  },
  { additionalProperties: false },
);
export type BoardRequest = Static<typeof BoardRequest>;
export const BoardChange = Type.Object({ name: Type.String() }, { additionalProperties: false });
/** The board's ID, or its key in any letter case. */
export const BoardReference = Type.Object({
  boardId: Type.String({ examples: ['brd_8k2v7q5m1x9c4t6w3b8z0ae', 'WEB'] }),
});
export const BoardMemberParameters = Type.Object({
  boardId: Type.String({ examples: ['brd_8k2v7q5m1x9c4t6w3b8z0ae'] }),
  userId: Type.String({ examples: ['usr_8k2v7q5m1x9c4t6w3b8z0ae'] }),
});

const Person = Type.Object({
  id: Type.String({ examples: ['usr_8k2v7q5m1x9c4t6w3b8z0ae'] }),
  name: Type.String(),
});
const Status = Type.Enum([...statuses]);
const Priority = Type.Enum([...priorities]);

export const Ticket = Type.Object(
  {
    id: Type.String({ examples: ['tkt_8k2v7q5m1x9c4t6w3b8z0ae'] }),
    displayId: Type.String({ examples: ['WEB-42'] }),
    title: Type.String(),
    description: Type.String(),
    status: Status,
    priority: Priority,
    boardId: Type.String({ examples: ['brd_8k2v7q5m1x9c4t6w3b8z0ae'] }),
    assignee: nullable(Person),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    commentCount: Type.Integer({ description: 'How many comments you can see.' }),
  },
  { title: 'Ticket' },
);
/** The ticket's ID, or its display ID in any letter case. */
export const TicketReference = Type.Object({
  ticketId: Type.String({ examples: ['tkt_8k2v7q5m1x9c4t6w3b8z0ae', 'WEB-42'] }),
});
export const TicketPage = Type.Object({
  ...pageOf(Ticket).properties,
  searched: Type.Optional(
    Type.Object(
      {
        until: nullable(Timestamp),
        isComplete: Type.Boolean({ description: 'Whether there are no more tickets to look at.' }),
      },
      {
        description:
          'Present if one request cannot look at all tickets that a `search` may match: this one looked at the newest, back to ' +
          '`until`, and `total` counts the matches among them. `nextCursor` goes on from there, also if a page is empty.',
      },
    ),
  ),
});
/** The value of the filter `assigneeId` that selects the tickets of nobody. */
export const unassigned = 'none';
export const sorts = ['newest', 'oldest', 'updated', 'priority'] as const;
export type TicketSort = (typeof sorts)[number];
export const TicketQuery = Type.Object({
  ...listQuery,
  boardId: idFilter('brd'),
  status: Type.Optional(Status),
  priority: Type.Optional(Type.Enum([...priorities], { description: 'Only with `boardId`.' })),
  assigneeId: Type.Optional(
    Type.String({
      pattern: `^(usr_[0-9a-z]{23}|${unassigned})$`,
      description: 'A member, or, only with `boardId`, `none` for the tickets that nobody is assigned to.',
      examples: ['usr_8k2v7q5m1x9c4t6w3b8z0ae'],
    }),
  ),
  sort: Type.Optional(
    Type.Enum([...sorts], {
      description:
        'The default is `newest`. `priority` lists the most urgent first, the newest first among equals. Orders other ' +
        'than `newest` need `boardId`. Not with `search`, which lists the best matches first.',
    }),
  ),
  search: Type.Optional(
    Type.String({
      description:
        'Part of the title or description, or a display ID; case-insensitive. The best matches are first: the display ID, ' +
        'a title that begins with the text, has it as words, or contains it, then the description; newest first among ' +
        'equals. A request compares at most 500 tickets: if the index finds more, the newest 100 and the newest 150 that it ' +
        'finds by title; with one or two letters, the newest 500 of the list. If it did not look at all, `totalIsExact` is ' +
        'false, `searched` says how far it looked, and the last `nextCursor` goes on with older tickets.',
    }),
  ),
});
/** The filters and the order of a list of tickets. */
export type TicketFilter = Omit<Static<typeof TicketQuery>, keyof typeof listQuery>;

const changeable = {
  description: Type.Optional(Type.String()),
  status: Type.Optional(Status),
  priority: Type.Optional(Priority),
  assigneeId: Type.Optional(
    nullable(Type.String({ description: 'An active member who can see the board; null for none.' })),
  ),
};
export const TicketRequest = Type.Object(
  { title: Type.String(), boardId: Type.String(), ...changeable },
  { additionalProperties: false },
);
export type TicketRequest = Static<typeof TicketRequest>;
export const TicketChange = Type.Object(
  {
    title: Type.Optional(Type.String()),
    ...changeable,
    ifUpdatedAt: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          'The `updatedAt` that you read: 409 `conflict` if the ticket has changed since. Without it, the change is made anyway.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type TicketChange = Static<typeof TicketChange>;

export const Comment = Type.Object(
  {
    id: Type.String({ examples: ['cmt_8k2v7q5m1x9c4t6w3b8z0ae'] }),
    body: Type.String(),
    author: Person,
    internal: Type.Boolean({ description: 'Customers do not see internal comments.' }),
    createdAt: Timestamp,
    editedAt: nullable(Timestamp),
  },
  { title: 'Comment' },
);
export const CommentPage = pageOf(Comment);
export const CommentQuery = Type.Object(listQuery);
export const CommentRequest = Type.Object(
  {
    body: Type.String(),
    internal: Type.Optional(
      Type.Boolean({
        description: 'Hides the comment from customers (admins, team members). The default is false.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type CommentRequest = Static<typeof CommentRequest>;
export const CommentChange = Type.Object({ body: Type.String() }, { additionalProperties: false });
export const CommentParameters = Type.Object({
  ticketId: Type.String({ examples: ['tkt_8k2v7q5m1x9c4t6w3b8z0ae', 'WEB-42'] }),
  commentId: Type.String({ examples: ['cmt_8k2v7q5m1x9c4t6w3b8z0ae'] }),
});

export const memberStates = ['active', 'deactivated'] as const;
export const MemberListQuery = Type.Object(listQuery);
/** Characters. */
const assigneeSearchLength = 200;
export const AssigneeQuery = Type.Object({
  ...listQuery,
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: assigneeSearchLength,
      description:
        'Finds those whose name has a word that begins with each searched word, at most 1,000, sorted by name; or the one with this ID.',
    }),
  ),
});
/** A member as a board's other members see them. */
export const BoardMember = Type.Object(
  {
    id: Type.String({ examples: ['usr_8k2v7q5m1x9c4t6w3b8z0ae'] }),
    name: Type.String(),
    role: Type.Enum([...roles]),
    state: Type.Enum([...memberStates]),
    email: Type.Optional(Type.String({ description: 'For administrators only.' })),
  },
  { title: 'BoardMember' },
);
export const BoardMemberPage = pageOf(BoardMember);
const Assignee = Type.Object(
  { id: Type.String({ examples: ['usr_8k2v7q5m1x9c4t6w3b8z0ae'] }), name: Type.String() },
  { title: 'Assignee' },
);
export const AssigneePage = pageOf(Assignee);
