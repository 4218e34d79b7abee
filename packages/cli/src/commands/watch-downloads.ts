import type { Progress } from '../terminal/progress.ts';

function isDownload(init: RequestInit | undefined): boolean {
  const { method = 'GET', headers } = init ?? {};
  return method === 'GET' && !new Headers(headers).has('authorization');
}

/** How many bytes a body will have; undefined when it is compressed, or does not say so. */
function findLength({ headers }: Response): number | undefined {
  const length = Number.parseInt(headers.get('content-length') ?? '', 10);
  return Number.isSafeInteger(length) && !headers.has('content-encoding') ? length : undefined;
}

/**
 * A `fetch` that tells how much of each file has arrived. Only what goes without a token is a file;
 * answers themselves pass through unchanged.
 */
export function watchDownloads(
  fetchAnswer: typeof fetch,
  onBytes: Progress['onBytes'],
): typeof fetch {
  return async (input, init) => {
    const response = await fetchAnswer(input, init);
    if (!isDownload(init) || response.status !== 200 || response.body === null) return response;
    const total = findLength(response);
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform: (bytes, controller) => {
        onBytes(bytes.byteLength, total);
        controller.enqueue(bytes);
      },
    });
    // The response stays the one that came: a new one would lose its address and its redirects.
    return Object.defineProperty(response, 'body', { value: response.body.pipeThrough(counter) });
  };
}
