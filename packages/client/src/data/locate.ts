import type { Answer } from '../transport.ts';
import { downloadFile, parseRateLimit } from './data-request.ts';
import {
  isCsvMethod,
  member,
  parseExpires,
  parseJsonAnswer,
  requestFirstAnswer,
} from './get-data.ts';
import type { DataAnswerFrame, DataCall } from './get-data.ts';

/** A first answer, followed as far as its rows: to the file, or to the object that names the chunks. */
export interface Located extends DataAnswerFrame {
  readonly payload: unknown;
  readonly source: Answer;
  /** The link that was followed, or would be for CSV. */
  readonly url: string | undefined;
}

/** Asks for the first answer and follows its link, unless that leads to CSV. */
export async function locate(call: DataCall): Promise<Located> {
  const { configuration, method, options } = call;
  const subject = `/data/${method}`;
  const answer = await requestFirstAnswer(call);
  const first = parseJsonAnswer(answer, subject);
  const frame = { expires_at: parseExpires(first), rateLimit: parseRateLimit(answer.headers) };
  const link = member(first, 'link');
  const url = typeof link === 'string' ? link : undefined;
  if (url === undefined || isCsvMethod(method)) {
    return { ...frame, payload: first, source: answer, url };
  }
  const source = await downloadFile(configuration, url, `the file of ${subject}`, options.signal);
  const payload = parseJsonAnswer(source, `the file of ${subject}`);
  return { ...frame, payload, source, url };
}
