import type { FakeService } from './fake-service.ts';

/** Lets the service answer results/lap_data in chunks of one row. */
export function serveChunks(service: FakeService, count: number, delayMilliseconds = 0): void {
  const { origin } = service;
  service.on('/data/results/lap_data', () => ({ body: { link: `${origin}/files/laps` } }));
  const chunk_file_names = Array.from({ length: count }, (_, index) => `${index}.json`);
  const base_download_url = `${origin}/files/`;
  const chunk_info = { num_chunks: count, base_download_url, chunk_file_names };
  service.on('/files/laps', () => ({ body: { success: true, chunk_info } }));
  for (const [index, name] of chunk_file_names.entries()) {
    const body = [{ lap_number: index }];
    service.on(`/files/${name}`, () => ({ body, delayMilliseconds }));
  }
}
