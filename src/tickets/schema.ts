import { type Static, Type } from 'typebox';
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
    id: Type.String({ examples: ['brd_…'] }),
    key: Type.String({ examples: ['WEB'] }),
    name: Type.String({ examples: ['Website'] }),
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
export const BoardMemberParameters = Type.Object({
  boardId: Type.String({ examples: ['brd_…'] }),
  userId: Type.String({ examples: ['usr_…'] }),
});

const Person = Type.Object({ id: Type.String({ examples: ['usr_…'] }), name: Type.String() });
const Status = Type.Enum([...statuses]);
const Priority = Type.Enum([...priorities]);

export const Ticket = Type.Object(
  {
    id: Type.String({ examples: ['tkt_…'] }),
    displayId: Type.String({ examples: ['WEB-42'] }),
    title: Type.String(),
    description: Type.String(),
    status: Status,
    priority: Priority,
    boardId: Type.String({ examples: ['brd_…'] }),
    assignee: nullable(Person),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { title: 'Ticket' },
);
export const TicketPage = pageOf(Ticket);
export const TicketQuery = Type.Object({
  ...listQuery,
  boardId: idFilter('brd'),
  status: Type.Optional(Status),
  assigneeId: idFilter('usr'),
  search: Type.Optional(
    Type.String({
      description: 'Part of the display ID, title or description, case-insensitive.',
    }),
  ),
});
/** The filters of a list of tickets. */
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
  { title: Type.Optional(Type.String()), ...changeable },
  { additionalProperties: false },
);
export type TicketChange = Static<typeof TicketChange>;

export const Comment = Type.Object(
  {
    id: Type.String({ examples: ['cmt_…'] }),
    body: Type.String(),
    author: Person,
    createdAt: Timestamp,
  },
  { title: 'Comment' },
);
export const CommentPage = pageOf(Comment);
export const CommentQuery = Type.Object(listQuery);
export const CommentRequest = Type.Object({ body: Type.String() }, { additionalProperties: false });
