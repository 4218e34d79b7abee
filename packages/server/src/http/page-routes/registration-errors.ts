import type { RegistrationProblem } from '../../domain/client/registration-rules.ts';
import type { FormErrors } from '../../pages/form-errors.ts';
import { ownAppTexts } from '../../pages/own-app-texts.ts';

/** Why an app was not registered, as its form says it: beside the field that it is about, if there is one. */
export function toFormErrors<Field extends string>(
  problems: readonly RegistrationProblem[],
  formFields: readonly Field[],
): FormErrors<Field> {
  const sentencesOf = (name: Field) =>
    problems
      .filter(({ field }) => field === name)
      .map(({ message, kind }) =>
        kind === undefined ? message : `${message} ${ownAppTexts.form.oneALine}`,
      );
  const fields: Partial<Record<Field, readonly string[]>> = {};
  for (const name of formFields) fields[name] = sentencesOf(name);
  return {
    fields,
    general: problems
      .filter(({ field }) => !formFields.some((name) => name === field))
      .map(({ message }) => message),
  };
}
