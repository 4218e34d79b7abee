import type { FastifyReply } from 'fastify';

/** The errors of the file route: code, status and sentence. */
export const s3Errors = {
  AccessDenied: { status: 403, message: 'Access Denied' },
  RequestHasExpired: { status: 403, message: 'Request has expired' },
  SignatureDoesNotMatch: {
    status: 403,
    message: 'The signature of this link does not belong to its path and times.',
  },
  InvalidArgument: {
    status: 400,
    message:
      'Only one auth mechanism allowed: fetch a signed link without the Authorization header.',
  },
  NoSuchKey: { status: 404, message: 'There is no file at this path.' },
  MethodNotAllowed: { status: 405, message: 'Files can be read with GET and HEAD only.' },
  SlowDown: { status: 503, message: 'Too many large files are asked for; ask again later.' },
  InvalidRange: { status: 416, message: 'The range lies outside the file.' },
} as const;

/** Sends an error as S3 words it, in XML; `details` are further elements. */
export function sendS3Error(
  reply: FastifyReply,
  name: keyof typeof s3Errors,
  details: Readonly<Record<string, string>> = {},
): void {
  const { status, message } = s3Errors[name];
  const code = name === 'RequestHasExpired' ? 'AccessDenied' : name;
  // Every value is a word of ours, a number or a date: nothing of the request is repeated.
  const elements = Object.entries({ Code: code, Message: message, ...details })
    .map(([element, text]) => `<${element}>${text}</${element}>`)
    .join('');
  reply
    .code(status)
    .header('content-type', 'application/xml')
    .header('cache-control', 'no-store')
    .send(`<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements}</Error>`);
}
