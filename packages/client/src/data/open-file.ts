import type { Configuration } from '../configuration.ts';
import { createStreamTransport } from '../stream-transport.ts';
import type { StreamedAnswer } from '../stream-transport.ts';
import { fileRequest, persist, refuseFile } from './data-request.ts';

// More of an error than anybody reads.
const refusalLengthMax = 65_536;

/**
 * Opens one file behind a signed link, to be read as it comes; see {@link downloadFile}. Its length is
 * not bounded, since nothing of it is kept.
 *
 * @throws as `downloadFile`, also while it is read
 */
export async function openFile(
  configuration: Configuration,
  url: string,
  subject: string,
  signal: AbortSignal | undefined,
): Promise<StreamedAnswer> {
  return persist(configuration, signal, () => open(configuration, url, subject, signal));
}

async function open(
  configuration: Configuration,
  url: string,
  subject: string,
  signal: AbortSignal | undefined,
): Promise<StreamedAnswer> {
  const answer = await createStreamTransport(configuration.fetch)(
    fileRequest(configuration, url, subject, signal),
  );
  if (answer.status === 200) return answer;
  let text = '';
  for await (const piece of answer.pieces) {
    text += piece;
    if (text.length > refusalLengthMax) break;
  }
  const { status, request_id, response, headers } = answer;
  return refuseFile(configuration, { status, request_id, response, headers, text }, url, subject);
}
