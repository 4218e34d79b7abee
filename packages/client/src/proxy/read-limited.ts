/** An answer is longer than what is passed on. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

function refuse(url: string, bytesMax: number): TooLong {
  const from = URL.canParse(url) ? new URL(url).origin : 'the service';
  return new TooLong(`${from} answered with more than ${bytesMax} bytes, which are not passed on`);
}

/** The body as it comes; one that grows longer than `bytesMax` breaks off, and so does its source. */
export function limitStream(
  response: Response,
  bytesMax: number,
): ReadableStream<Uint8Array<ArrayBuffer>> | null {
  const { body, headers, url } = response;
  if (body === null) return null;
  if (Number(headers.get('content-length') ?? 0) > bytesMax) {
    body.cancel().catch(() => undefined);
    throw refuse(url, bytesMax);
  }
  let byteCount = 0;
  return body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        byteCount += chunk.byteLength;
        if (byteCount > bytesMax) controller.error(refuse(url, bytesMax));
        else controller.enqueue(chunk);
      },
    }),
  );
}

/** The whole text of a body. @throws TooLong when it has more bytes than `bytesMax` */
export async function readText(response: Response, bytesMax: number): Promise<string> {
  return new Response(limitStream(response, bytesMax)).text();
}
