/** The word by which a shell's script asks the command what may stand at the cursor. */
export const askingWord = '__complete';
