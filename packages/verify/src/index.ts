export type { FeedState } from './change-feed.ts';
export { VerifyError, type VerifyErrorCode } from './errors.ts';
export { type Authenticated, type Guard, requireBoard, requireRole, requireScope } from './guards.ts';
export type { Board, Identity, Role, Scope } from './identity.ts';
export { protect, verifyRequest } from './requests.ts';
export { createVerifier, Verifier, type VerifierOptions } from './verifier.ts';
