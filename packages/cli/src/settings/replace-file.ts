import { randomUUID } from 'node:crypto';
import { open, rename, unlink } from 'node:fs/promises';

/**
 * Replaces a file in one step, readable by its owner alone and on the disk before it counts: whoever
 * reads sees the old text or the new one, also after a crash. Its folder must be there.
 *
 * @throws NodeJS.ErrnoException when it cannot be written; nothing is left behind then
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
