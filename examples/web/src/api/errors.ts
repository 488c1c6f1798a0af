/** A top-level error of an answer, or a request that got none. `code` is of the closed list in docs/clients.md. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The person can mend it; `path` leads to the input it is about. */
export interface UserError {
  code: string;
  message: string;
  path: string[];
}
