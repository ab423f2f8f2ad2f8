import { Type } from 'typebox';
import { pageQuery } from '../contract/schemas.ts';
import {
  BoardQuery,
  CommentPage,
  CommentRequest,
  Ticket,
  TicketChange,
  TicketQuery,
  TicketRequest,
} from '../tickets/schema.ts';

const exactly = { additionalProperties: false } as const;

const TicketReference = Type.String({
  description: "The ticket's ID (tkt_…) or display ID, such as WEB-42.",
  examples: ['WEB-42'],
});
const boardReference = {
  description: "The board's ID (brd_…) or key, such as WEB.",
  examples: ['WEB'],
};

/**
 * The arguments of the tools: the bodies and queries of the API, but with display IDs and keys in addition to
 * IDs.
 */
export const NoArguments = Type.Object({}, exactly);
export const BoardListArguments = Type.Object(BoardQuery.properties, exactly);
export const TicketListArguments = Type.Object(
  { ...TicketQuery.properties, boardId: Type.Optional(Type.String(boardReference)) },
  exactly,
);
export const GetTicketArguments = Type.Object(
  {
    ticketId: TicketReference,
    commentsPage: {
      ...pageQuery.page,
      description: 'The page of comments to return, oldest first, 20 per page.',
    },
  },
  exactly,
);
export const CreateTicketArguments = Type.Object(
  { ...TicketRequest.properties, boardId: Type.String(boardReference) },
  exactly,
);
export const UpdateTicketArguments = Type.Object(
  { ticketId: TicketReference, ...TicketChange.properties },
  exactly,
);
export const AddCommentArguments = Type.Object(
  { ticketId: TicketReference, ...CommentRequest.properties },
  exactly,
);

/** A ticket with a page of its comments. */
export const TicketWithComments = Type.Object(
  { ...Ticket.properties, comments: CommentPage },
  { title: 'TicketWithComments' },
);
