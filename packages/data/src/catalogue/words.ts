import { linkSeconds } from './method-entry.ts';
import type { Delivery, ParameterEntry } from './method-entry.ts';

/** The limits of a parameter's numbers in words; undefined without any. */
export function describeLimits({ minimum, maximum }: ParameterEntry): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${minimum} or more`;
  return maximum === undefined ? undefined : `at most ${maximum}`;
}

/** What stands for a parameter when it is left out; undefined when nothing does. */
export function describeDefault({ default: preset }: ParameterEntry): string | undefined {
  if (preset === undefined) return undefined;
  return preset === 'caller' ? 'the member who is signed in' : String(preset.value);
}

const seconds = (count: number): string => `${count} s`;

/** How an answer comes, in one or two sentences. */
export function describeDelivery(delivery: Delivery): string {
  switch (delivery.kind) {
    case 'inline':
      return 'At once: the first answer is the content.';
    case 'link':
      return `A link to JSON, good for ${seconds(linkSeconds)}.`;
    case 'csv':
      return `A link to CSV, good for ${seconds(linkSeconds)}.`;
    case 'data_url':
      return (
        `A summary at once, with the \`type\` \`${delivery.type}\`, and a \`data_url\` to the ` +
        `content, good for ${seconds(delivery.dataUrlSeconds)}.`
      );
    case 'inline_chunks':
      return (
        `A summary at once, with the \`type\` \`${delivery.type}\`; \`data.chunk_info\` names chunks of ` +
        `${delivery.chunkSize} rows, good for ${seconds(delivery.chunkUrlSeconds)}.`
      );
    case 'link_chunks':
      return (
        `A link, good for ${seconds(linkSeconds)}, to an object; its \`${delivery.chunkInfoAt}\` names ` +
        `chunks of ${delivery.chunkSize} rows, good for ${seconds(delivery.chunkUrlSeconds)}.` +
        (delivery.csvUrl ? ' `csv_url` leads to the whole table as CSV.' : '')
      );
  }
}

/** How long an answer stays the same. */
export function describeWindow(expirationSeconds: number): string {
  return expirationSeconds === 60 ? 'a minute' : `${expirationSeconds / 60} minutes`;
}
